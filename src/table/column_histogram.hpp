#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "table/level_matcher.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace binet::detail {

/// Histogram by tenths of a sample. `numbers` are ascending, each with its count. Equal edges are merged.
ColumnHistogram histogram_of_numbers(const std::vector<double>& numbers, const std::vector<double>& counts);

/// The histogram of a column over some thousands of the given rows, evenly spaced. `weight` has one entry per row or is
/// empty.
ColumnHistogram histogram_of(const Table&, const Column&, std::span<const Index> rows, std::span<const Scalar> weight);

/// The bin that contains a number.
std::size_t bin_of(const ColumnHistogram&, double);

/// Population stability index Σ (pᵢ − qᵢ) ln(pᵢ / qᵢ) of two distributions over the same bins; 0 if they are equal.
/// Shares below `least` (e.g. half a row) count as `least`.
double population_stability_index(const std::vector<double>& p, const std::vector<double>& q, double least);

/// Counts the cells of other rows in the bins of a schema's histograms, one block of rows at a time.
class HistogramCounts {
 public:
  using Counts = std::vector<std::vector<double>>;  ///< by used column, by bin

  /// The schema must outlive the object.
  explicit HistogramCounts(const Schema&);
  /// The counts of one table. `weight` has one entry per row or is empty. Thread-safe.
  Counts count(const Table&, std::span<const Scalar> weight = {}) const;
  void add(const Counts&);
  const Counts& total() const { return total_; }

 private:
  std::vector<const ColumnSchema*> columns_;
  std::deque<LevelMatcher> levels_;
  std::vector<std::size_t> level_of_;                 ///< index in levels_, by column
  std::vector<std::vector<std::size_t>> bin_of_level_;  ///< by column, by level
  Counts total_;
};

}  // namespace binet::detail
