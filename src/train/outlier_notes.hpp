#pragma once

#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// One sentence per numeric column in which a single value lies so far from all others that it sets the column's scale.
/// Columns of two values, such as marks, have no outliers.
std::vector<std::string> notes_on_outliers(const LabelledRows&, const Schema&);

}  // namespace binet
