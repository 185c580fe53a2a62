#pragma once

#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// One sentence per numeric column in which a single value is so far from all others that it dominates the column's
/// scale. Columns with two values, such as flags, have no outliers.
std::vector<std::string> notes_on_outliers(const LabelledRows&, const Schema&);

}  // namespace binet
