#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// A model on one screen: target, columns, layers, how training ended, held-out metrics beside the base rate,
/// threshold, notes.
std::string print_summary(const Classifier&);

}  // namespace binet
