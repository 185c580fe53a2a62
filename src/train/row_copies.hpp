#pragma once

#include "train/training_data.hpp"

#include <string>

namespace binet {

/// What was found of rows that are equal in every feature.
struct RowCopies {
  Index merged = 0;  ///< rows that another row, equal in target too, now counts for
  Index tied = 0;    ///< rows left that are equal in features to another, but not in target, group or time
  /// A sentence on them; empty if there are none.
  std::string described() const;
};

/// Finds copies among the rows: rows equal in every feature, where columns repeat their values too rarely for chance to
/// explain it. (Rows of a few categories repeat each other by nature, and stay as they are.) Copies with the same
/// target become one row with the sum of their weights, which is the same to every mean over rows, and can be in one
/// fold only. Others keep together in LabelledRows::together.
RowCopies merge_copies(LabelledRows&, std::span<const std::string> not_features);

}  // namespace binet
