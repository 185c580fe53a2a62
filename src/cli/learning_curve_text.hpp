#pragma once

#include "train/learning_curve.hpp"

#include <string>

namespace binet {

/// A table, one sentence on what more rows would do, and a plot, at most 80 columns wide. `example`: "row" or
/// "sequence".
std::string print_learning_curve(const LearningCurveByRows&, const char* example);

}  // namespace binet
