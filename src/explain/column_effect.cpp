#include "explain/column_effect.hpp"

#include "base/nearest_name.hpp"
#include "binet/base/error.hpp"
#include "explain/hypothetical_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace binet {
namespace {

/// Writes one value of a column into all rows of a gathered table.
void set_column(Table& table, const ColumnValues& values, std::size_t place) {
  Column& column = *std::ranges::find(table.columns, values.schema->name, &Column::name);
  TableBlock& block = table.blocks.front();
  if (column.type == ColumnType::category) column.levels = values.levels;
  for (Index row = 0; row < table.rows; ++row) {
    if (column.type == ColumnType::numeric) {
      block.exact(row, column.slot) = values.numbers[place];
    } else {
      block.codes(row, column.slot) = static_cast<std::int32_t>(place);
    }
  }
}

}  // namespace

std::string ColumnValues::text(std::size_t place) const {
  if (schema->type == ColumnType::category) return levels[place];
  char digits[40];
  std::snprintf(digits, sizeof digits, "%.6g", numbers[place]);
  return digits;
}

ColumnValues column_values(const Classifier& model, const Table& table, std::span<const Index> rows,
                           const std::string& name, std::size_t most) {
  ColumnValues values;
  std::vector<std::string> known;
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.name == name && !column.dropped.empty()) {
      throw UsageError("--column: the model does not use \"" + name + "\": " + column.dropped);
    }
    if (column.name == name) values.schema = &column;
    if (column.dropped.empty()) known.push_back(column.name);
  }
  if (values.schema == nullptr) {
    throw UsageError("--column: the model has no column \"" + name + "\"" + did_you_mean(name, known));
  }
  const Column& column = table.at(name);
  if (column.type == ColumnType::numeric) {
    std::vector<double> numbers;
    for (const Index row : rows) {
      if (const double x = table.number(column, row); !std::isnan(x)) numbers.push_back(x);
    }
    std::ranges::sort(numbers);
    for (std::size_t i = 0; !numbers.empty() && i < most; ++i) {
      values.numbers.push_back(numbers[i * (numbers.size() - 1) / std::max<std::size_t>(most - 1, 1)]);
    }
    values.numbers.erase(std::unique(values.numbers.begin(), values.numbers.end()), values.numbers.end());
  } else {
    std::vector<Index> counts(column.levels.size());
    for (const Index row : rows) {
      if (const std::int32_t code = table.code(column, row); code >= 0) ++counts[static_cast<std::size_t>(code)];
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0) order.push_back(i);
    }
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return counts[i]; });
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i) values.levels.push_back(column.levels[order[i]]);
  }
  if (values.size() == 0) throw Error(table.source + ": column \"" + name + "\" has no value in these rows");
  return values;
}

std::vector<double> accumulated_effects(const Classifier& model, const Table& table, std::span<const Index> rows,
                                        const ColumnValues& values) {
  const std::vector<double>& edges = values.numbers;
  const Column& column = table.at(values.schema->name);
  std::vector<Index> with_value;
  std::vector<std::size_t> bin_of;  // the bin between edges b and b + 1
  for (const Index row : rows) {
    const double x = table.number(column, row);
    if (std::isnan(x) || edges.size() < 2) continue;
    with_value.push_back(row);
    const auto after = std::ranges::lower_bound(edges, x) - edges.begin();
    bin_of.push_back(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(after - 1, 0, std::ssize(edges) - 2)));
  }
  if (with_value.empty()) return std::vector<double>(edges.size(), 0.0);
  VectorD ends[2];
  Table changed = table.gather(with_value);
  const Column& moved = changed.at(values.schema->name);
  for (std::size_t end = 0; end < 2; ++end) {
    for (std::size_t i = 0; i < bin_of.size(); ++i) {
      changed.blocks.front().exact(static_cast<Index>(i), moved.slot) = edges[bin_of[i] + end];
    }
    ends[end] = hypothetical_probabilities(model, changed);
  }
  std::vector<double> sums(edges.size() - 1), counts(edges.size() - 1);
  for (std::size_t i = 0; i < bin_of.size(); ++i) {
    sums[bin_of[i]] += ends[1][static_cast<Index>(i)] - ends[0][static_cast<Index>(i)];
    counts[bin_of[i]] += 1;
  }
  std::vector<double> effects{0};
  double center = 0;
  for (std::size_t b = 0; b < sums.size(); ++b) {
    effects.push_back(effects.back() + (counts[b] > 0 ? sums[b] / counts[b] : 0));
    center += counts[b] * (effects[b] + effects[b + 1]) / 2;
  }
  center /= static_cast<double>(bin_of.size());
  for (double& effect : effects) effect -= center;
  return effects;
}

std::vector<std::vector<double>> mean_surface(const RowMeasure& measure, const Table& table,
                                              std::span<const Index> rows, const ColumnValues& a,
                                              const ColumnValues& b) {
  Table changed = table.gather(rows);
  std::vector<std::vector<double>> surface;
  for (std::size_t i = 0; i < a.size(); ++i) {
    set_column(changed, a, i);
    std::vector<double>& line = surface.emplace_back();
    for (std::size_t j = 0; j < b.size(); ++j) {
      set_column(changed, b, j);
      line.push_back(measure(changed).mean());
    }
  }
  return surface;
}

std::vector<std::vector<double>> effect_surface(const Classifier& model, const Table& table,
                                                std::span<const Index> rows, const ColumnValues& a,
                                                const ColumnValues& b) {
  return mean_surface([&](const Table& changed) { return hypothetical_probabilities(model, changed); }, table, rows, a,
                      b);
}

}  // namespace binet
