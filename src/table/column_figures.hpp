#pragma once

#include "table/column_histogram.hpp"
#include "table/drift_counts.hpp"

#include <limits>
#include <string>
#include <vector>

namespace binet::detail {

/// A column's cells in other rows, compared with the training rows. Shares are of the rows.
struct ColumnFigures {
  const ColumnSchema* column = nullptr;
  double psi = std::numeric_limits<double>::quiet_NaN();     ///< NaN: the model has no histogram of the column
  double chance = std::numeric_limits<double>::quiet_NaN();  ///< its expected value for as many rows without drift
  double missing = 0, missing_before = 0, unseen = 0, outside = 0;
  double lowest = std::numeric_limits<double>::quiet_NaN(), highest = lowest;  ///< of the numbers outside the range
  std::string unseen_text = {};  ///< the most frequent unknown level
};

/// The figures of each used column of the schema, in order of falling PSI; columns without one last. `counts` and
/// `bins` are of the same rows, of which `rows` count.
std::vector<ColumnFigures> column_figures(const Schema&, const DriftCounts& counts, const HistogramCounts::Counts& bins,
                                          double rows);

}  // namespace binet::detail
