#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "table/level_matcher.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace binet::detail {

/// Tenths of a sample of numbers, which are ascending, and what each counts. Equal edges are one.
ColumnHistogram histogram_of_numbers(const std::vector<double>& numbers, const std::vector<double>& counts);

/// The histogram of a column over some thousands of the rows given, evenly spaced. `weight`, one per row or none, says
/// what a row counts.
ColumnHistogram histogram_of(const Table&, const Column&, std::span<const Index> rows, std::span<const Scalar> weight);

/// The bin of a number.
std::size_t bin_of(const ColumnHistogram&, double);

/// Population stability index, Σ (pᵢ − qᵢ) ln(pᵢ / qᵢ), of two distributions over the same bins; 0 if they are equal.
/// Shares below `least` count as `least`, half a row say.
double population_stability_index(const std::vector<double>& p, const std::vector<double>& q, double least);

/// Counts the cells of other rows in the bins of a schema's histograms, block of rows by block of rows.
class HistogramCounts {
 public:
  using Counts = std::vector<std::vector<Index>>;  ///< by column in use, by bin

  /// The schema must outlive the object.
  explicit HistogramCounts(const Schema&);
  /// Of one table; threads may call it at a time.
  Counts count(const Table&) const;
  void add(const Counts&);
  const Counts& total() const { return total_; }

 private:
  std::vector<const ColumnSchema*> columns_;
  std::deque<LevelMatcher> levels_;
  std::vector<std::size_t> level_of_;                 ///< place in levels_, by column
  std::vector<std::vector<std::size_t>> bin_of_level_;  ///< by column, by level
  Counts total_;
};

}  // namespace binet::detail
