#include "binet/table/schema.hpp"

#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "table/level_counts.hpp"
#include "table/number_rows.hpp"
#include "table/term_columns.hpp"
#include "table/sequence_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Statistics of numeric columns from one pass over the rows, one entry per column.
struct NumericSummaries {
  explicit NumericSummaries(std::size_t columns)
      : count(columns, 0),
        minimum(columns, kInfinity),
        maximum(columns, -kInfinity),
        sum(columns, 0),
        weight_sum(columns, 0) {}

  /// No branches, so that the loop over columns is vectorised.
  void add_row(const double* x) {
    for (std::size_t c = 0; c < count.size(); ++c) {
      const bool present = x[c] == x[c];
      count[c] += present ? 1.0 : 0.0;
      sum[c] += present ? x[c] : 0.0;
      minimum[c] = x[c] < minimum[c] ? x[c] : minimum[c];
      maximum[c] = x[c] > maximum[c] ? x[c] : maximum[c];
    }
  }
  void add_row(const double* x, double weight) {
    for (std::size_t c = 0; c < count.size(); ++c) {
      if (x[c] != x[c]) continue;
      count[c] += 1;
      sum[c] += weight * x[c];
      weight_sum[c] += weight;
      minimum[c] = std::min(minimum[c], x[c]);
      maximum[c] = std::max(maximum[c], x[c]);
    }
  }
  void add(const NumericSummaries& other) {
    for (std::size_t c = 0; c < count.size(); ++c) {
      count[c] += other.count[c];
      sum[c] += other.sum[c];
      weight_sum[c] += other.weight_sum[c];
      minimum[c] = std::min(minimum[c], other.minimum[c]);
      maximum[c] = std::max(maximum[c], other.maximum[c]);
    }
  }

  static constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> count, minimum, maximum, sum;
  std::vector<double> weight_sum;  ///< over non-missing cells; 0 without weights
};

/// `weight`: one entry per row, or empty.
NumericSummaries sweep(const Table& table, const std::vector<const Column*>& columns, std::span<const Index> rows,
                       std::span<const Scalar> weight) {
  if (columns.empty()) return NumericSummaries(0);
  const NumberRows numbers(table, columns);
  return detail::sum_over_rows(numbers, rows, NumericSummaries(columns.size()),
                               [&](NumericSummaries& sums, const double* cells, std::size_t i) {
                                 if (weight.empty()) {
                                   sums.add_row(cells);
                                 } else {
                                   sums.add_row(cells, static_cast<double>(weight[i]));
                                 }
                               });
}

NumericSummary summary_of(const NumericSummaries& swept, std::size_t c) {
  const double rows = swept.weight_sum[c] > 0 ? swept.weight_sum[c] : swept.count[c];
  return {swept.count[c], swept.minimum[c], swept.maximum[c], swept.sum[c] / rows, kNaN};
}

/// How many rows there are: for whole weights, which count rows, their sum.
double count_rows(std::span<const Index> rows, std::span<const Scalar> weight) {
  const bool whole = std::ranges::all_of(weight, [](Scalar w) { return w == std::floor(w); });
  if (weight.empty() || !whole) return static_cast<double>(rows.size());
  return std::accumulate(weight.begin(), weight.end(), 0.0);
}

/// Cells without a value as a share of the weight, times the rows; some if there are any.
Index count_missing(double present_weight, double all_weight, double rows, bool any) {
  const double share = all_weight > 0 ? 1 - present_weight / all_weight : 0;
  return std::max<Index>(any ? 1 : 0, std::llround(rows * share));
}

/// `missing`: of the rows.
void describe_numeric(const NumericSummary& summary, ColumnSchema& column, Index missing) {
  column.missing = missing;
  if (summary.count == 0) {
    column.dropped = "all missing";
    return;
  }
  column.minimum = summary.minimum;
  column.maximum = summary.maximum;
  column.mean = summary.mean;
  if (!std::isfinite(column.mean)) column.mean = column.minimum / 2 + column.maximum / 2;  // the sum overflowed
  if (column.minimum == column.maximum && column.missing == 0) column.dropped = "constant";
}

void describe_category(const LevelCounts& counts, const Column& from, ColumnSchema& column, Index missing) {
  column.missing = missing;
  for (std::size_t l = 0; l < from.levels.size(); ++l) {
    if (counts.of_level[l] > 0) column.levels.push_back(from.levels[l]);
  }
  if (column.levels.empty()) column.dropped = "all missing";
  if (column.levels.size() == 1 && column.missing == 0) column.dropped = "constant";
}

/// A term of a column that is not used is not used either.
void set_terms_apart(const Table& table, Schema& schema) {
  if (table.terms.empty() && table.only_in_terms.empty()) return;
  std::unordered_set<std::string_view> dropped;
  for (ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty()) dropped.insert(column.name);
    column.only_in_terms = std::ranges::find(table.only_in_terms, column.name) != table.only_in_terms.end();
  }
  for (const TermColumn& term : table.terms) {
    const auto found = std::ranges::find(schema.columns, term.name, &ColumnSchema::name);
    if (found == schema.columns.end()) continue;
    for (const std::string& name : columns_of(term)) {
      if (found->dropped.empty() && dropped.contains(name))
        found->dropped = "column " + in_quotes(name) + " is not used";
    }
    schema.terms.push_back({term, std::move(*found)});
    schema.columns.erase(found);
  }
}

}  // namespace

Schema infer_schema(const Table& table, const TargetSchema& target, std::span<const std::string> not_features,
                    std::span<const Index> rows, std::span<const Scalar> weight, const SequenceColumns& sequence) {
  if (sequence.used()) {
    const SequenceSteps steps(SequenceIndex(table, sequence), rows, weight);
    Schema schema = infer_schema(table, target, not_features, steps.rows, steps.weight);
    schema.sequence = sequence;
    return schema;
  }
  const double row_count = count_rows(rows, weight), all_weight = std::accumulate(weight.begin(), weight.end(), 0.0);
  Schema schema{{}, target, std::llround(row_count)};
  std::vector<const Column*> swept, used;
  std::vector<std::size_t> place;  ///< index of a used column among those to sum
  const bool all = table.is_all(rows);
  for (const Column& column : table.columns) {
    const std::string& field = column.source.field_of(column.name);
    const bool listed_out = std::ranges::count(not_features, field) + std::ranges::count(not_features, column.name) > 0;
    if (listed_out || column.name == target.name) continue;
    used.push_back(&column);
    place.push_back(swept.size());
    const bool known = all && column.summary && weight.empty();
    if (column.type == ColumnType::numeric && !known) swept.push_back(&column);
  }
  const NumericSummaries summaries = sweep(table, swept, rows, weight);
  schema.columns.resize(used.size());
  parallel_for(static_cast<Index>(used.size()), [&](Index i) {
    const Column& from = *used[static_cast<std::size_t>(i)];
    ColumnSchema& column = schema.columns[static_cast<std::size_t>(i)];
    column.name = from.name;
    column.type = from.type;
    column.source = from.source;
    if (from.type == ColumnType::category) {
      const LevelCounts counts = count_levels(table, from, rows, all);
      Index missing = counts.missing;
      if (!weight.empty()) {
        const std::vector<double> weights = weigh_levels(table, from, rows, weight);
        missing =
            count_missing(std::accumulate(weights.begin(), weights.end(), 0.0), all_weight, row_count, missing > 0);
      }
      describe_category(counts, from, column, missing);
    } else if (all && from.summary && weight.empty()) {
      describe_numeric(*from.summary, column, schema.rows - static_cast<Index>(from.summary->count));
    } else {
      const std::size_t c = place[static_cast<std::size_t>(i)];
      const NumericSummary summary = summary_of(summaries, c);
      const Index without = std::ssize(rows) - static_cast<Index>(summary.count);
      const Index missing =
          weight.empty() ? without : count_missing(summaries.weight_sum[c], all_weight, row_count, without > 0);
      describe_numeric(summary, column, missing);
    }
  });
  set_terms_apart(table, schema);
  return schema;
}

const ColumnSchema* find_offset(const Schema& schema) {
  if (schema.offset.empty()) return nullptr;
  const auto found = std::ranges::find(schema.columns, schema.offset, &ColumnSchema::name);
  const bool usable = found != schema.columns.end() && found->type == ColumnType::numeric && found->dropped.empty();
  return usable ? &*found : nullptr;
}

std::string describe_missing_offset(const std::string& column) {
  return "offset \"" + column + "\" is missing; expected a number, since the logit is not known without it; "
         "--drop-missing leaves such rows out of training";
}

TableOptions read_as(const Schema& schema, TableOptions options) {
  options.known.push_back(schema.target.name);
  for (const ColumnSchema& column : schema.columns) {
    (column.dropped.empty() ? options.required : options.known).push_back(column.source.field_of(column.name));
    if (!column.dropped.empty()) continue;
    if (!column.source.notation.empty()) {
      options.sources.emplace_back(column.name, column.source);
      continue;
    }
    (column.type == ColumnType::numeric ? options.numeric : options.categorical).push_back(column.name);
  }
  return options;
}

}  // namespace binet
