#pragma once

#include "binet/base/types.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// The mean predicted probability as a function of one column, with the other columns of the given rows unchanged:
/// partial dependence (Friedman 2001, section 8.2).
struct PartialEffect {
  std::string column;
  bool numeric = true;
  std::vector<double> at;           ///< values of a numeric column, ascending
  std::vector<std::string> levels;  ///< of a category column
  std::vector<double> mean;         ///< of the probability over the rows, one entry per value
  std::vector<double> low, high;    ///< 10% and 90% quantiles over the rows; empty if there is one row
  double missing = 0;               ///< the mean for a missing cell; NaN if training had none

  /// Standard deviation of `mean`, with each value weighted by `shares`, or all equally.
  double spread(const std::vector<double>& shares = {}) const;
};

/// `rows` is a table from Table::gather; its other cells are kept. `at` and `levels` are the values to try.
PartialEffect partial_effect(const Classifier&, const Table& rows, const ColumnSchema&, std::vector<double> at,
                             std::vector<std::string> levels);

/// Increase of log loss if a column's cells are permuted among the rows (Breiman 2001, section 10; Fisher, Rudin,
/// Dominici 2019), with the standard error over rows.
struct Importance {
  std::string column;
  double mean = 0, standard_error = 0;
};

/// One entry per used column, in schema order. `rows` as above, with one target (0 or 1) per row.
std::vector<Importance> permutation_importance(const Classifier&, const Table& rows, const Vector& target,
                                               std::uint64_t seed);

}  // namespace binet
