#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "table/level_matcher.hpp"

#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace binet::detail {

/// Cells of one column that are unlike those of the training rows.
struct ColumnDrift {
  Index rows = 0;
  Index missing = 0;
  Index outside = 0;     ///< numbers beyond the training range
  Index unseen = 0;      ///< levels unknown in training
  Index other_case = 0;  ///< levels that match a known one only in another letter case
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;  ///< of the numbers beyond the range
  std::map<std::string, Index> unseen_texts;                                   ///< cells by text: the commoner ones
  std::string case_text, case_level;  ///< the first text in another case, and the level it matches

  void add(const ColumnDrift&);
  /// The unseen text with the most cells, the first of equals.
  std::string commonest_unseen() const;
};

/// Counts cells unlike those of training, block of rows by block of rows, in memory that the rows do not add to.
class DriftCounts {
 public:
  /// The schema must outlive the object.
  explicit DriftCounts(const Schema&);

  /// The counts of one table, one entry per column(). Threads may call it at a time.
  std::vector<ColumnDrift> count(const Table&) const;
  /// Adds the counts of the tables in the order of their rows: examples are the first ones.
  void add(const std::vector<ColumnDrift>&);

  /// The schema's columns in use, and what has been added of each.
  std::size_t size() const { return columns_.size(); }
  const ColumnSchema& column(std::size_t c) const { return *columns_[c]; }
  const ColumnDrift& operator[](std::size_t c) const { return total_[c]; }

 private:
  const Column* find(const Table&, std::size_t c) const;
  void count_levels(const Column&, std::size_t c, ColumnDrift&) const;

  std::vector<const ColumnSchema*> columns_;
  std::deque<LevelMatcher> levels_;    ///< one per category column
  std::vector<std::size_t> level_of_;  ///< place in levels_, by column
  std::vector<ColumnDrift> total_;
};

}  // namespace binet::detail
