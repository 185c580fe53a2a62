#include "binet/table/schema.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "table/level_counts.hpp"
#include "table/number_column.hpp"
#include "table/number_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kStripRows = 256;
constexpr double kLeastWeight = 1e-30, kLargestWeight = 1e30;  // their products and sums are finite in float

struct Class {
  std::string text;
  Index count = 0;
};

/// Calls use(x, first row in the block) for the numbers of a few hundred rows at a time.
template <class Use>
void for_strips(const TableBlock& block, const NumberColumn& column, const Use& use) {
  std::array<double, kStripRows> x;
  const Shards strips{block.rows, kStripRows};
  for (Index s = 0; s < strips.count(); ++s) {
    column.read(block, strips[s], x.data());
    use(std::span<const double>(x.data(), static_cast<std::size_t>(strips[s].size())), strips[s].begin);
  }
}

using ValueCounts = std::map<double, Index>;

/// Of numbers that mostly are the two least found so far; any others cost more.
void count_values(std::span<const double> numbers, ValueCounts& counts) {
  std::array<double, 2> pair = {kNaN, kNaN};
  std::transform(counts.begin(), std::next(counts.begin(), std::min<Index>(2, std::ssize(counts))), pair.begin(),
                 [](const auto& value) { return value.first; });
  Index first = 0, second = 0, missing = 0;
  for (const double x : numbers) {
    first += x == pair[0];
    second += x == pair[1];
    missing += x != x;
  }
  if (first + second + missing < std::ssize(numbers)) {
    for (const double x : numbers) {
      if (!std::isnan(x)) ++counts[x];
    }
    return;
  }
  if (first > 0) counts[pair[0]] += first;
  if (second > 0) counts[pair[1]] += second;
}

ValueCounts values_of(const Table& table, const Column& column) {
  const NumberColumn numbers(table, column);
  std::vector<ValueCounts> of_block(table.blocks.size());
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index i) {
    const auto b = static_cast<std::size_t>(i);
    for_strips(table.blocks[b], numbers, [&](std::span<const double> x, Index) { count_values(x, of_block[b]); });
  });
  ValueCounts counts;
  for (const ValueCounts& block : of_block) {
    for (const auto& [value, count] : block) counts[value] += count;
  }
  return counts;
}

std::vector<Class> classes_of(const Table& table, const Column& column) {
  std::vector<Class> classes;
  if (column.type == ColumnType::numeric) {
    for (const auto& [value, count] : values_of(table, column)) classes.push_back({shortest(value), count});
    return classes;
  }
  std::vector<Index> counts = column.counts;
  if (counts.empty()) {
    counts.resize(column.levels.size());
    for (const std::int32_t code : table.codes(column)) {
      if (code >= 0) ++counts[static_cast<std::size_t>(code)];
    }
  }
  for (std::size_t l = 0; l < counts.size(); ++l) classes.push_back({column.levels[l], counts[l]});
  return classes;
}

std::string listed(const std::vector<Class>& classes) {
  constexpr std::size_t kShown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(classes.size(), kShown); ++i) {
    list += (i ? ", " : "") + in_quotes(classes[i].text) + " (" + std::to_string(classes[i].count) + " rows)";
  }
  return classes.size() > kShown ? list + ", …" : list;
}

bool same_class(const std::string& a, const std::string& b, bool numeric) {
  double x, y;
  return a == b || (numeric && parse_number(a, x) && parse_number(b, y) && x == y);
}

/// 1: reads as yes, 0: reads as no, −1: neither.
int truth(const std::string& text) {
  static const MissingWords yes({"1", "true", "yes", "y", "t", "positive", "pos"});
  static const MissingWords no({"0", "-1", "false", "no", "n", "f", "negative", "neg"});
  return yes.contains(text) ? 1 : no.contains(text) ? 0 : -1;
}

std::size_t choose_positive(const std::vector<Class>& pair) {
  const int first = truth(pair[0].text), second = truth(pair[1].text);
  if (first + second == 1 && first != second && first >= 0 && second >= 0) return second == 1 ? 1 : 0;
  return pair[0].count < pair[1].count ? 0 : 1;
}

constexpr Scalar kNeither = -1;  ///< the target of a row of a third class

/// Of a column read as text, whose classes are compared level by level: the target of a missing cell, then each
/// level's.
std::vector<Scalar> level_targets(const Column& column, const TargetSchema& target) {
  std::vector<Scalar> targets = {static_cast<Scalar>(kNaN)};
  for (const std::string& level : column.levels) {
    targets.push_back(same_class(level, target.positive, target.numeric)   ? 1
                      : same_class(level, target.negative, target.numeric) ? 0
                                                                           : kNeither);
  }
  return targets;
}

void read_level_targets(const TableBlock& block, const Column& column, const std::vector<Scalar>& targets,
                        Scalar* out) {
  const Scalar* const of_code = targets.data() + 1;
  for (Index r = 0; r < block.rows; ++r) out[r] = of_code[block.codes(r, column.slot)];
}

void read_number_targets(const TableBlock& block, const NumberColumn& column, double positive, double negative,
                         Scalar* out) {
  constexpr auto kMissing = static_cast<Scalar>(kNaN);
  for_strips(block, column, [&](std::span<const double> numbers, Index first) {
    Scalar* target = out + first;
    for (const double x : numbers) {
      const Scalar other = x == x ? kNeither : kMissing, not_positive = x == negative ? Scalar(0) : other;
      *target++ = x == positive ? Scalar(1) : not_positive;
    }
  });
}

/// Throws if a row is of neither class.
void require_known_classes(const Table& table, const TableBlock& block, const TargetSchema& target,
                           const Scalar* targets) {
  Index known = 0;
  for (Index r = 0; r < block.rows; ++r) known += targets[r] != kNeither;
  if (known == block.rows) return;
  const Index row = block.first_row + (std::find(targets, targets + block.rows, kNeither) - targets);
  const Column& column = table.at(target.name);
  const std::string found = column.type == ColumnType::numeric
                                ? shortest(table.number(column, row))
                                : column.levels[static_cast<std::size_t>(table.code(column, row))];
  throw Error(place(table.source, table.line(row)) + "target " + in_quotes(target.name) + ": " + in_quotes(found) +
              "; expected " + in_quotes(target.negative) + " or " + in_quotes(target.positive));
}

/// What a pass over the rows learns of numeric columns, one entry a column.
struct NumericSummaries {
  explicit NumericSummaries(std::size_t columns)
      : count(columns, 0), minimum(columns, kInfinity), maximum(columns, -kInfinity), sum(columns, 0) {}

  /// No branches, so that columns are taken several at a time.
  void add_row(const double* x) {
    for (std::size_t c = 0; c < count.size(); ++c) {
      const bool present = x[c] == x[c];
      count[c] += present ? 1.0 : 0.0;
      sum[c] += present ? x[c] : 0.0;
      minimum[c] = x[c] < minimum[c] ? x[c] : minimum[c];
      maximum[c] = x[c] > maximum[c] ? x[c] : maximum[c];
    }
  }
  void add(const NumericSummaries& other) {
    for (std::size_t c = 0; c < count.size(); ++c) {
      count[c] += other.count[c];
      sum[c] += other.sum[c];
      minimum[c] = std::min(minimum[c], other.minimum[c]);
      maximum[c] = std::max(maximum[c], other.maximum[c]);
    }
  }

  static constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> count, minimum, maximum, sum;
};

NumericSummaries sweep(const Table& table, const std::vector<const Column*>& columns, std::span<const Index> rows) {
  if (columns.empty()) return NumericSummaries(0);
  const NumberRows numbers(table, columns);
  const Shards shards{static_cast<Index>(rows.size()), numbers.shard_rows()};
  std::vector<NumericSummaries> parts(static_cast<std::size_t>(shards.count()), NumericSummaries(columns.size()));
  parallel_for(shards.count(), [&](Index s) {
    MatrixD block;
    numbers.fill(rows.subspan(static_cast<std::size_t>(shards[s].begin), static_cast<std::size_t>(shards[s].size())),
                 block);
    for (Index r = 0; r < block.rows(); ++r) parts[static_cast<std::size_t>(s)].add_row(block.row(r).data());
  });
  NumericSummaries total(columns.size());
  for (const NumericSummaries& part : parts) total.add(part);
  return total;
}

NumericSummary summary_of(const NumericSummaries& swept, std::size_t c) {
  return {swept.count[c], swept.minimum[c], swept.maximum[c], swept.sum[c] / swept.count[c], kNaN};
}

void describe_numeric(const NumericSummary& summary, ColumnSchema& column, Index rows) {
  const double count = summary.count;
  column.missing = rows - static_cast<Index>(count);
  if (count == 0) {
    column.dropped = "all missing";
    return;
  }
  column.minimum = summary.minimum;
  column.maximum = summary.maximum;
  column.mean = summary.mean;
  if (!std::isfinite(column.mean)) column.mean = column.minimum / 2 + column.maximum / 2;  // the sum overflowed
  if (column.minimum == column.maximum && column.missing == 0) column.dropped = "constant";
}

void describe_category(const LevelCounts& counts, const Column& from, ColumnSchema& column) {
  column.missing = counts.missing;
  for (std::size_t l = 0; l < from.levels.size(); ++l) {
    if (counts.of_level[l] > 0) column.levels.push_back(from.levels[l]);
  }
  if (column.levels.empty()) column.dropped = "all missing";
  if (column.levels.size() == 1 && column.missing == 0) column.dropped = "constant";
}

}  // namespace

TargetSchema infer_target(const Table& table, const std::string& target, const std::optional<std::string>& positive) {
  const Column& column = table.at(target);
  const std::vector<Class> classes = classes_of(table, column);
  if (classes.size() != 2) {
    throw Error(table.source + ": target " + in_quotes(target) + " has " + std::to_string(classes.size()) +
                (classes.size() == 1 ? " class" : " classes") + (classes.empty() ? "" : ": " + listed(classes)) +
                "; expected two");
  }
  TargetSchema schema{target, "", "", column.type == ColumnType::numeric};
  std::size_t chosen = 0;
  if (positive) {
    while (chosen < 2 && !same_class(classes[chosen].text, *positive, schema.numeric)) ++chosen;
    if (chosen == 2) {
      throw UsageError(table.source + ": target " + in_quotes(target) + " has no class " + in_quotes(*positive) +
                       "; expected one of " + listed(classes));
    }
  } else {
    chosen = choose_positive(classes);
  }
  schema.positive = classes[chosen].text;
  schema.negative = classes[1 - chosen].text;
  return schema;
}

Vector read_target(const Table& table, const TargetSchema& target) {
  const Column& column = table.at(target.name);
  Vector values(table.rows);
  std::optional<NumberColumn> numbers;
  std::vector<Scalar> of_level;
  double positive = kNaN, negative = kNaN;
  if (column.type == ColumnType::numeric) {
    numbers.emplace(table, column);
    parse_number(target.positive, positive);
    parse_number(target.negative, negative);
  } else {
    of_level = level_targets(column, target);
  }
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    const TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    Scalar* const out = values.data() + block.first_row;
    if (numbers) {
      read_number_targets(block, *numbers, positive, negative, out);
    } else {
      read_level_targets(block, column, of_level, out);
    }
    require_known_classes(table, block, target, out);
  });
  return values;
}

Vector read_weight(const Table& table, const std::string& name) {
  const Column& column = table.at(name);
  const auto refuse = [&](Index row, const std::string& found) {
    throw Error(place(table.source, table.line(row)) + "weight " + in_quotes(name) + ": " + found +
                "; expected 0 or a number from 1e-30 to 1e+30");
  };
  std::vector<double> cells;
  if (column.type == ColumnType::numeric) {
    cells = table.numbers(column);
  } else {
    for (Index row = 0; row < table.rows; ++row) {
      const std::int32_t code = table.code(column, row);
      double x = kNaN;
      if (code >= 0 && !parse_number(column.levels[static_cast<std::size_t>(code)], x)) {
        refuse(row, in_quotes(column.levels[static_cast<std::size_t>(code)]));
      }
      cells.push_back(x);
    }
  }
  Vector weight(table.rows);
  for (Index row = 0; row < table.rows; ++row) {
    const double x = cells[static_cast<std::size_t>(row)];
    if (x != 0 && !(x >= kLeastWeight && x <= kLargestWeight)) refuse(row, std::isnan(x) ? "missing" : shortest(x));
    weight[row] = static_cast<Scalar>(x);
  }
  return weight;
}

Schema infer_schema(const Table& table, const TargetSchema& target, std::span<const std::string> not_features,
                    std::span<const Index> rows) {
  Schema schema{{}, target, static_cast<Index>(rows.size())};
  std::vector<const Column*> swept, used;
  std::vector<std::size_t> place;  ///< of a used column among those to sweep over
  const bool all = table.is_all(rows);
  for (const Column& column : table.columns) {
    const bool listed_out = std::find(not_features.begin(), not_features.end(), column.name) != not_features.end();
    if (listed_out || column.name == target.name) continue;
    used.push_back(&column);
    place.push_back(swept.size());
    if (column.type == ColumnType::numeric && !(all && column.summary)) swept.push_back(&column);
  }
  const NumericSummaries summaries = sweep(table, swept, rows);
  schema.columns.resize(used.size());
  parallel_for(static_cast<Index>(used.size()), [&](Index i) {
    const Column& from = *used[static_cast<std::size_t>(i)];
    ColumnSchema& column = schema.columns[static_cast<std::size_t>(i)];
    column.name = from.name;
    column.type = from.type;
    if (from.type == ColumnType::category) {
      describe_category(count_levels(table, from, rows, all), from, column);
    } else if (all && from.summary) {
      describe_numeric(*from.summary, column, schema.rows);
    } else {
      describe_numeric(summary_of(summaries, place[static_cast<std::size_t>(i)]), column, schema.rows);
    }
  });
  return schema;
}

TableOptions read_as(const Schema& schema, TableOptions options) {
  for (const ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty()) continue;
    (column.type == ColumnType::numeric ? options.numeric : options.categorical).push_back(column.name);
  }
  return options;
}

}  // namespace binet
