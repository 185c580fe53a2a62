#pragma once

#include "binet/base/types.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// How the predicted probability changes with one column, the others left as they are in some rows: partial dependence
/// (Friedman 2001, section 8.2).
struct PartialEffect {
  std::string column;
  bool numeric = true;
  std::vector<double> at;           ///< values of a numeric column, ascending
  std::vector<std::string> levels;  ///< of a category column
  std::vector<double> mean;         ///< of the probability over the rows, one entry per value
  std::vector<double> low, high;    ///< a tenth of the rows is below, a tenth above; empty if there is one row
  double missing = 0;               ///< the mean where the cell is missing; NaN if training had no such cell

  /// Deviation of the mean, each value counting as `shares` says, or all alike.
  double spread(const std::vector<double>& shares = {}) const;
};

/// `rows` is a table that Table::gather made, whose other cells are kept; `at` and `levels` are the values to try.
PartialEffect partial_effect(const Classifier&, const Table& rows, const ColumnSchema&, std::vector<double> at,
                             std::vector<std::string> levels);

/// How much log loss rises where a column's cells are dealt out anew among the rows (Breiman 2001, section 10; Fisher,
/// Rudin, Dominici 2019), with the standard error over rows.
struct Importance {
  std::string column;
  double mean = 0, standard_error = 0;
};

/// Of every column in use, in the order of the schema. `rows` as above, with one target (0 or 1) per row.
std::vector<Importance> permutation_importance(const Classifier&, const Table& rows, const Vector& target,
                                               std::uint64_t seed);

}  // namespace binet
