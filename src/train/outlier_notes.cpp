#include "train/outlier_notes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace binet {
namespace {

constexpr Index kLeastRows = 20, kMostRead = 1000;
/// Relative to n − 1, which is the ratio of the distances of the two ends from the mean if all values but one are
/// equal.
constexpr double kFar = 0.5;

bool has_three_values(const LabelledRows& rows, const Column& column) {
  std::set<double> values;
  for (Index i = 0; i < std::min(rows.size(), kMostRead) && values.size() < 3; ++i) {
    const double value = rows.table->number(column, rows.rows[static_cast<std::size_t>(i)]);
    if (!std::isnan(value)) values.insert(value);
  }
  return values.size() >= 3;
}

}  // namespace

std::vector<std::string> notes_on_outliers(const LabelledRows& rows, const Schema& schema) {
  std::vector<std::string> notes;
  for (const ColumnSchema& column : schema.columns) {
    const Index present = schema.rows - column.missing;
    if (column.type != ColumnType::numeric || !column.dropped.empty() || present < kLeastRows) continue;
    const double above = column.maximum - column.mean, below = column.mean - column.minimum;
    const double least = kFar * static_cast<double>(present - 1);
    if (!(std::max(above, below) > least * std::min(above, below))) continue;
    if (!has_three_values(rows, rows.table->at(column.name))) continue;
    char text[240];
    std::snprintf(
        text, sizeof text,
        ": the value %.4g is far from all others and dominates the standard deviation of the column, so that the "
        "others hardly matter; correct it, or set encoding.numeric robust",
        above > below ? column.maximum : column.minimum);
    notes.push_back("column \"" + column.name + "\"" + text);
  }
  return notes;
}

}  // namespace binet
