#pragma once

#include "train/training_data.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// The columns of a table that are not among `not_features`.
std::vector<const Column*> feature_columns(const Table&, std::span<const std::string> not_features);

/// The result of the search for rows that are equal in every feature.
struct RowCopies {
  Index merged = 0;  ///< rows merged into another row, which has the same target
  Index tied = 0;    ///< remaining rows that equal another in features, but not in target, group or time
  const char* example = "row";  ///< or "sequence"
  /// A sentence on them; empty if there are none. `by_time`: rows are held out by their time, which may separate them.
  std::string described(bool by_time) const;
};

/// The number of pairs among so many rows.
inline double count_pairs(double rows) {
  return rows * (rows - 1) / 2;
}

/// Merges copies: rows equal in every feature, in tables whose columns repeat values too rarely for coincidence. (In
/// tables of a few categories, equal rows are normal and stay.) Copies with the same target become one row with the sum
/// of their weights, which is equivalent in every mean over rows, and is in one fold only. Other copies share an entry
/// of LabelledRows::together. Where an example is a whole sequence, copies are equal in every step.
RowCopies merge_copies(LabelledRows&, std::span<const std::string> not_features, const SequenceColumns&);

/// Rows equal in every feature but `row_identifiers`, as copies with row numbers or ids of their own are, share an
/// entry of LabelledRows::together: otherwise copies of a row would judge a model fitted to it. Returns a sentence on
/// them; empty if there are none, or if other rows share an entry.
std::string keep_copies_together(LabelledRows&, std::span<const std::string> not_features,
                                 const std::vector<std::string>& row_identifiers);

}  // namespace binet
