#pragma once

#include "train/training_data.hpp"

#include <string>

namespace binet {

/// Rows that are nearly copies of others share an entry of LabelledRows::together: rows whose numbers are as good as
/// equal, and rows that differ in one field of the file only, if so many columns agree that it is no coincidence.
/// Otherwise they would judge a model fitted to their copies. Tables of more than 50,000 rows are not searched. Returns
/// a sentence on them; empty if there are none.
std::string keep_near_copies_together(LabelledRows&, std::span<const std::string> not_features);

}  // namespace binet
