#pragma once

#include "binet/base/types.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace binet {

struct ImportanceSettings {
  int repeats = 5;
  std::uint64_t seed = 1;
  std::vector<std::vector<std::string>> groups = {};  ///< columns to shuffle together, besides each alone
};

/// How much log loss rises where the cells of some columns are shuffled among the rows, the same way for all of
/// them (Breiman 2001, section 10; Fisher, Rudin, Dominici 2019). Terms (model.terms) are computed from the new cells;
/// one without a finite value counts as missing. Of sequences the cells are shuffled among all of their rows.
struct ColumnImportance {
  std::vector<std::string> columns;
  std::vector<double> repeats;  ///< the rise in each repeat
  double mean = 0;
  double standard_error = 0;    ///< over rows, of the mean of the repeats; NaN for one row
  double repeat_error = 0;      ///< over repeats: how much of it is the shuffling; NaN for one repeat
};

/// Importance of every used column and group, largest mean first. `target` and `weight` have one entry per row of
/// `rows`; weight may be empty. Throws UsageError for a group with a column that the model does not use.
std::vector<ColumnImportance> column_importance(const Classifier&, const Table&, std::span<const Index> rows,
                                                const Vector& target, const Vector& weight, const ImportanceSettings&);

/// Columns whose cells follow one another: sets in which each has a correlation of at least `least` with another, in
/// size. A category stands with the mean logit of its level; missing cells with the mean.
std::vector<std::vector<std::string>> correlated_columns(const Classifier&, const Table&, std::span<const Index> rows,
                                                         double least);

}  // namespace binet
