#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "table/level_matcher.hpp"

#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace binet::detail {

/// 0 if there are no rows.
inline double share_of(double cells, double rows) {
  return rows == 0 ? 0 : cells / rows;
}

/// Cells of one column that differ from those of the training rows: their number, or Σ of their rows' weights.
struct ColumnDrift {
  double rows = 0;
  double missing = 0;
  double outside = 0;     ///< numbers outside the training range
  double unseen = 0;      ///< cells with levels unknown in training
  double other_case = 0;  ///< cells that match a known level only in another letter case
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;  ///< over the numbers outside the range
  std::map<std::string, double> unseen_texts;                                  ///< number of cells per text: the more
                                                                               ///< frequent ones
  std::string case_text, case_level;  ///< the first text in another letter case, and the level it matches

  void add(const ColumnDrift&);
  /// The unknown text with the most cells, the first of equals.
  std::string commonest_unseen() const;
};

/// Counts cells that differ from those of training, one block of rows at a time, in memory that does not grow with the
/// rows.
class DriftCounts {
 public:
  /// The schema must outlive the object.
  explicit DriftCounts(const Schema&);

  /// The counts of one table, one entry per column(). `weight` has one entry per row or is empty. Thread-safe.
  std::vector<ColumnDrift> count(const Table&, std::span<const Scalar> weight = {}) const;
  /// Adds the counts of tables; calls must be in row order, since examples are the first ones.
  void add(const std::vector<ColumnDrift>&);

  /// The schema's used columns and the counts added for each.
  std::size_t size() const { return columns_.size(); }
  const ColumnSchema& column(std::size_t c) const { return *columns_[c]; }
  const ColumnDrift& operator[](std::size_t c) const { return total_[c]; }

 private:
  const Column* find(const Table&, std::size_t c) const;
  void count_levels(const Column&, const std::vector<double>& counts, std::size_t c, ColumnDrift&) const;

  std::vector<const ColumnSchema*> columns_;
  std::deque<LevelMatcher> levels_;    ///< one per category column
  std::vector<std::size_t> level_of_;  ///< index in levels_, by column
  std::vector<ColumnDrift> total_;
};

}  // namespace binet::detail
