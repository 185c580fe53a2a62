#include "base/nearest_name.hpp"
#include "base/row_counts.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "features/encoder.hpp"
#include "table/level_counts.hpp"
#include "table/number_rows.hpp"
#include "table/number_sample.hpp"
#include "table/sequence_index.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace binet {
namespace {

constexpr std::size_t kQuantileRows = 65536;  ///< limit of evenly spaced rows for quantiles

/// How a column's numbers are shifted and scaled before they are summed: (x − shift) · factor.
struct Frame {
  double shift = 0;   ///< near the mean
  double factor = 1;  ///< a power of two, exact; not 1 if squares would overflow or underflow
};

Frame frame_of(const ColumnSchema& column) {
  constexpr int kLargest = 400, kMost = 1000;  // squares of 2^±400 can be summed safely
  const int exponent = std::ilogb(std::max(std::abs(column.minimum), std::abs(column.maximum)));
  const bool usual = column.minimum == column.maximum || std::abs(exponent) < kLargest;
  return {column.mean, usual ? 1 : std::ldexp(1.0, std::clamp(-exponent, -kMost, kMost))};
}

/// Moments of the shifted and scaled numbers; one entry per column.
struct Moments {
  std::vector<double> sum, squares, count;
  std::vector<double> weight;  ///< Σ over the cells counted; empty without weights

  Moments(std::size_t columns, bool weighted)
      : sum(columns, 0), squares(columns, 0), count(columns, 0), weight(weighted ? columns : 0, 0) {}

  /// No branches, so that the loop over columns is vectorised.
  void add_row(const double* x, const Frame* frames) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const bool present = x[c] == x[c];
      const double distance = present ? x[c] * frames[c].factor - frames[c].shift * frames[c].factor : 0.0;
      sum[c] += distance;
      squares[c] += distance * distance;
      count[c] += present ? 1.0 : 0.0;
    }
  }
  void add_row(const double* x, const Frame* frames, double row_weight) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const bool present = x[c] == x[c];
      const double distance = present ? x[c] * frames[c].factor - frames[c].shift * frames[c].factor : 0.0;
      sum[c] += row_weight * distance;
      squares[c] += row_weight * distance * distance;
      count[c] += present ? 1.0 : 0.0;
      weight[c] += present ? row_weight : 0.0;
    }
  }
  void add(const Moments& other) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      sum[c] += other.sum[c];
      squares[c] += other.squares[c];
      count[c] += other.count[c];
      if (!weight.empty()) weight[c] += other.weight[c];
    }
  }
};

/// The rows to fit on and the weight of each; empty weights: each counts 1.
struct FittedRows {
  const Table& table;
  std::span<const Index> rows;
  std::span<const Scalar> weight;
  double count_factor = 1;  ///< converts a weight to a number of rows

  bool weighted() const { return !weight.empty(); }
};

/// Sums over the rows in one pass, in shard order.
Moments moments(const detail::NumberRows& numbers, const std::vector<Frame>& frames, const FittedRows& fitted) {
  const std::span<const Index> rows = fitted.rows;
  if (numbers.columns() == 0) return Moments(0, false);
  const Shards shards{static_cast<Index>(rows.size()), numbers.shard_rows()};
  std::vector<Moments> parts(static_cast<std::size_t>(shards.count()), Moments(frames.size(), fitted.weighted()));
  parallel_for(shards.count(), [&](Index s) {
    MatrixD x;
    numbers.fill(rows.subspan(static_cast<std::size_t>(shards[s].begin), static_cast<std::size_t>(shards[s].size())),
                 x);
    Moments& part = parts[static_cast<std::size_t>(s)];
    for (Index r = 0; r < x.rows(); ++r) {
      if (fitted.weighted()) {
        const auto row = static_cast<std::size_t>(shards[s].begin + r);
        part.add_row(x.row(r).data(), frames.data(), static_cast<double>(fitted.weight[row]));
      } else {
        part.add_row(x.row(r).data(), frames.data());
      }
    }
  });
  Moments total(frames.size(), fitted.weighted());
  for (const Moments& part : parts) total.add(part);
  return total;
}

/// Numbers in ascending order, and the number of rows that each represents. Quantiles are of type 7 (Hyndman and Fan
/// 1996): linear interpolation between the order statistics of the rows, each repeated by its count.
class Distribution {
 public:
  Distribution() = default;
  /// `counts` is empty if each number counts once.
  Distribution(std::vector<double> sorted, const std::vector<double>& counts) : sorted_(std::move(sorted)) {
    double sum = 0;
    for (const double count : counts) rows_until_.push_back(sum += count);
  }

  bool empty() const { return sorted_.empty(); }
  double lowest() const { return sorted_.front(); }
  double highest() const { return sorted_.back(); }

  double quantile(double share) const {
    const double rows = rows_until_.empty() ? static_cast<double>(sorted_.size()) : rows_until_.back();
    const double place = share * std::max(0.0, rows - 1), below = std::floor(place);
    const double at = order_statistic(below), next = order_statistic(below + 1);
    const double gap = next - at;
    // The difference of numbers at opposite ends of the range overflows.
    return std::isfinite(gap) ? at + (place - below) * gap : std::lerp(at, next, place - below);
  }

  std::vector<double> distinct() const {
    std::vector<double> values;
    std::ranges::unique_copy(sorted_, std::back_inserter(values));
    return values;
  }

  /// Applies a monotone function to every number.
  template <class Map>
  void map(const Map& to) {
    std::ranges::transform(sorted_, sorted_.begin(), to);
  }

 private:
  /// The number at a place (a whole number from 0) in the ordered rows.
  double order_statistic(double place) const {
    const auto found = rows_until_.empty() ? static_cast<std::size_t>(place)
                                           : static_cast<std::size_t>(std::ranges::upper_bound(rows_until_, place) -
                                                                      rows_until_.begin());
    return sorted_[std::min(found, sorted_.size() - 1)];
  }

  std::vector<double> sorted_, rows_until_;
};

/// Edges of at most `bins` bins. Half of them are quantiles of the rows and half are quantiles of the distinct values,
/// which leaves bins for the tail of a column that is mostly one value. If there are few distinct values, all of them
/// are edges.
std::vector<double> hybrid_edges(const Distribution& numbers, int bins) {
  std::vector<double> values = numbers.distinct();
  const auto edges = static_cast<std::size_t>(bins) + 1;
  if (values.size() <= edges) return values;
  const Distribution distinct(std::move(values), {});
  std::vector<double> ends;
  const auto take = [&](const Distribution& from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      ends.push_back(from.quantile(count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.5));
    }
  };
  take(numbers, edges - edges / 2);
  take(distinct, edges / 2);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

/// Location and scale of one column over the fitted rows.
struct Spread {
  double count = 0;  ///< number of cells
  double mean = 0, deviation = 0;
};

Spread spread_of(const Moments& m, std::size_t c, const Frame& frame) {
  if (m.count[c] == 0) return {};
  const double rows = m.weight.empty() ? m.count[c] : m.weight[c], mean = m.sum[c] / rows;
  const double variance = std::max(0.0, m.squares[c] / rows - mean * mean);
  return {m.count[c], frame.shift + mean / frame.factor, std::sqrt(variance) / frame.factor};
}

Spread spread_of(const NumericSummary& summary) {
  return {summary.count, summary.mean, std::sqrt(summary.squares / summary.count)};
}

void scale_standard(const Spread& spread, NumericEncoding& encoding) {
  if (spread.count == 0) return;
  encoding.center = spread.mean;
  encoding.scale = spread.deviation > 0 ? spread.deviation : 1;
}

void scale_robust(const Distribution& numbers, NumericEncoding& encoding) {
  if (numbers.empty()) return;
  encoding.center = numbers.quantile(0.5);
  encoding.scale = std::min(numbers.quantile(0.75) - numbers.quantile(0.25), std::numeric_limits<double>::max());
  if (!(encoding.scale > 0)) {
    const double range = numbers.highest() - numbers.lowest();
    encoding.scale = std::isfinite(range) ? range / 2 : numbers.highest() / 2 - numbers.lowest() / 2;
  }
  if (!(encoding.scale > 0)) encoding.scale = 1;
}

/// Fits bins to the scaled and clipped values. Both steps preserve the order.
void fit_bins(Distribution numbers, int bins, NumericEncoding& encoding) {
  numbers.map([&](double x) {
    x = encoding.scaled(x);
    return encoding.clip > 0 ? smoothly_clipped(x, encoding.clip) : x;
  });
  std::vector<double> edges = numbers.empty() ? std::vector<double>() : hybrid_edges(numbers, bins);
  if (edges.size() >= 2) encoding.edges = std::move(edges);
}

Distribution distribution(const detail::RowSample& sample, const detail::NumberColumn& column,
                          const FittedRows& fitted) {
  if (!fitted.weighted()) return {sample.sorted(column), {}};
  std::vector<double> numbers, counts;
  sample.sort_weighted(column, fitted.weight, numbers, counts);
  for (double& count : counts) count *= fitted.count_factor;
  return {std::move(numbers), counts};
}

std::vector<NumericEncoding> fit_numeric(const FittedRows& fitted,
                                         const std::vector<const ColumnSchema*>& schemas,
                                         const std::vector<const Column*>& columns, const EncoderSettings& settings) {
  const Table& table = fitted.table;
  const bool all = table.is_all(fitted.rows) && !fitted.weighted();
  std::vector<const Column*> swept;
  std::vector<Frame> frames;
  std::vector<std::size_t> places;  // index of a column among those to sum
  constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  for (std::size_t c = 0; c < schemas.size(); ++c) {
    const Column& column = *columns[c];
    const Frame frame = frame_of(*schemas[c]);
    const bool known = all && column.summary && frame.factor == 1;
    places.push_back(known ? kNowhere : swept.size());
    if (known) continue;
    swept.push_back(&column);
    frames.push_back(frame);
  }
  const Moments sums = moments(detail::NumberRows(table, swept), frames, fitted);
  const bool robust = settings.numeric == "robust";
  std::optional<detail::RowSample> sample;
  if (robust || settings.bins > 0) sample.emplace(table, fitted.rows, kQuantileRows);
  std::vector<NumericEncoding> encodings(schemas.size());
  parallel_for(static_cast<Index>(schemas.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const std::size_t place = places[c];
    Spread spread = place == kNowhere ? spread_of(*columns[c]->summary) : spread_of(sums, place, frames[place]);
    const double least = schemas[c]->minimum;
    if (least == schemas[c]->maximum) spread = {spread.count, least, 0};  // rounded sums are inexact and may overflow
    NumericEncoding& encoding = encodings[c];
    encoding.column = schemas[c]->name;
    encoding.clip = settings.clip;
    encoding.missing_indicator = settings.missing_indicator && spread.count < static_cast<double>(fitted.rows.size());
    const Distribution numbers =
        sample ? distribution(*sample, detail::NumberColumn(table, *columns[c]), fitted) : Distribution();
    if (robust) scale_robust(numbers, encoding);
    if (settings.numeric == "standard") scale_standard(spread, encoding);
    if (!settings.centred) encoding.center = 0;
    if (settings.bins > 0) fit_bins(numbers, settings.bins, encoding);
  });
  return encodings;
}

/// The number of rows of each level.
std::vector<double> level_rows(const FittedRows& fitted, const Column& column, const detail::LevelCounts& found) {
  if (!fitted.weighted()) return {found.of_level.begin(), found.of_level.end()};
  std::vector<double> rows = detail::weigh_levels(fitted.table, column, fitted.rows, fitted.weight);
  for (double& count : rows) count *= fitted.count_factor;
  return rows;
}

/// The level that a "column=level" entry names, which must have a code; empty if no entry names the column.
std::string given_reference(const std::vector<std::string>& references, const Column& column,
                            const std::vector<std::size_t>& coded) {
  for (const std::string& reference : references) {
    if (!reference.starts_with(column.name + "=")) continue;
    const std::string level = reference.substr(column.name.size() + 1);
    std::vector<std::string_view> known;
    for (const std::size_t l : coded) known.push_back(column.levels[l]);
    if (std::ranges::find(known, level) != known.end()) return level;
    throw UsageError("encoding.reference " + detail::in_quotes(reference) + ": column " +
                     detail::in_quotes(column.name) + " has no level " + detail::in_quotes(level) +
                     " with a code of its own" + did_you_mean(level, known));
  }
  return "";
}

/// Converts the counts to shares, and adds those of pooled levels and missing cells.
void add_shares(const FittedRows& fitted, const std::vector<double>& counts, CategoryEncoding& encoding) {
  const double coded = std::accumulate(encoding.shares.begin(), encoding.shares.end(), encoding.reference_share);
  const double levels = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double rows = fitted.weighted() ? fitted.count_factor * std::accumulate(fitted.weight.begin(),
                                                                                fitted.weight.end(), 0.0)
                                        : static_cast<double>(fitted.rows.size());
  if (encoding.pooled) encoding.shares.push_back(std::max(0.0, levels - coded));
  if (encoding.missing) encoding.shares.push_back(std::max(0.0, rows - levels));
  for (double& share : encoding.shares) share /= rows;
  encoding.reference_share /= rows;
}

CategoryEncoding fit_category(const FittedRows& fitted, const Column& column, const EncoderSettings& settings) {
  const detail::LevelCounts found =
      detail::count_levels(fitted.table, column, fitted.rows, fitted.table.is_all(fitted.rows));
  const std::vector<double> counts = level_rows(fitted, column, found);
  CategoryEncoding encoding;
  encoding.column = column.name;
  encoding.missing = found.missing > 0;
  std::vector<std::size_t> order;  // by frequency, then in byte order, since the table's levels are sorted
  for (std::size_t l = 0; l < counts.size(); ++l) {
    if (found.of_level[l] == 0) continue;
    const bool rare = settings.min_count > 1 && counts[l] < settings.min_count;
    if (!rare) order.push_back(l);
    encoding.pooled |= rare;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  if (settings.max_levels > 0 && order.size() > static_cast<std::size_t>(settings.max_levels)) {
    order.resize(static_cast<std::size_t>(settings.max_levels));
    encoding.pooled = true;
  }
  const std::string given = given_reference(settings.references, column, order);
  if (!given.empty()) encoding.reference = given;
  if (settings.reference_level && !order.empty() && column.name != settings.full_category) {
    const auto reference = given.empty()
                               ? std::ranges::min_element(order)
                               : std::ranges::find(order, given, [&](std::size_t l) { return column.levels[l]; });
    encoding.reference = column.levels[*reference];
    encoding.reference_share = counts[*reference];
    order.erase(reference);
  }
  for (const std::size_t l : order) {
    encoding.levels.push_back(column.levels[l]);
    encoding.shares.push_back(counts[l]);
  }
  add_shares(fitted, counts, encoding);
  return encoding;
}

/// Columns of terms are missing together with the numbers they read: each of those is indicated once, by the first
/// encoding that reads it. A missing category has a code of its own.
void keep_one_indicator(const Schema& schema, std::vector<NumericEncoding>& encodings) {
  if (schema.terms.empty()) return;
  std::unordered_set<std::string> indicated;
  for (NumericEncoding& encoding : encodings) {
    const auto term =
        std::ranges::find(schema.terms, encoding.column, [](const TermSchema& t) { return t.column.name; });
    bool first = false;
    for (const std::string& name : term == schema.terms.end() ? std::vector<std::string>{encoding.column}
                                                              : numbers_of(term->definition)) {
      first |= indicated.insert(name).second;
    }
    encoding.missing_indicator &= first;
  }
}

}  // namespace

Encoder Encoder::fit(const Schema& schema, const Table& table, std::span<const Index> rows,
                     const EncoderSettings& settings, std::span<const Scalar> weight) {
  if (schema.sequence.used()) {
    const SequenceSteps steps(SequenceIndex(table, schema.sequence), rows, weight);
    Schema of_rows = schema;
    of_rows.sequence = {};
    Encoder encoder = fit(of_rows, table, steps.rows, settings, steps.weight);
    encoder.sequence_ = schema.sequence;
    return encoder;
  }
  constexpr std::array<std::string_view, 3> kScalings = {"standard", "robust", "none"};
  if (std::find(kScalings.begin(), kScalings.end(), settings.numeric) == kScalings.end()) {
    throw UsageError("encoding numeric " + detail::in_quotes(settings.numeric) + "; expected standard, robust or none" +
                     did_you_mean(settings.numeric, kScalings));
  }
  std::unordered_map<std::string_view, const Column*> by_name;
  for (const Column& column : table.columns) by_name.emplace(column.name, &column);
  std::vector<const ColumnSchema*> numeric;
  std::vector<const Column*> numbers, categories;
  for (const ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty() || column.only_in_terms) continue;
    const auto found = by_name.find(column.name);
    const Column& from = found != by_name.end() ? *found->second : table.at(column.name);  // at() names the nearest
    (column.type == ColumnType::numeric ? numbers : categories).push_back(&from);
    if (column.type == ColumnType::numeric) numeric.push_back(&column);
  }
  for (const TermSchema& term : schema.terms) {
    if (!term.column.dropped.empty()) continue;
    numbers.push_back(&table.at(term.column.name));
    numeric.push_back(&term.column);
  }
  for (const std::string& reference : settings.references) {
    if (std::ranges::any_of(categories, [&](const Column* c) { return reference.starts_with(c->name + "="); }))
      continue;
    throw UsageError("encoding.reference " + detail::in_quotes(reference) +
                     ": found no column of categories of that name; expected COLUMN=LEVEL");
  }
  const FittedRows fitted{table, rows, weight, count_factor(weight)};
  std::vector<CategoryEncoding> encodings(categories.size());
  parallel_for(static_cast<Index>(categories.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    encodings[c] = fit_category(fitted, *categories[c], settings);
  });
  std::vector<NumericEncoding> numeric_encodings = fit_numeric(fitted, numeric, numbers, settings);
  keep_one_indicator(schema, numeric_encodings);
  return {std::move(numeric_encodings), std::move(encodings)};
}

}  // namespace binet
