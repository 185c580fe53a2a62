#include "binet/base/error.hpp"
#include "base/nearest_name.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "binet/features/encoder.hpp"
#include "table/level_counts.hpp"
#include "table/number_rows.hpp"
#include "table/number_sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace binet {
namespace {

constexpr std::size_t kQuantileRows = 65536;  ///< quantiles are taken of at most so many rows, evenly spaced

/// How a column's numbers are moved before they are summed: (x − shift) · factor.
struct Frame {
  double shift = 0;   ///< near the mean
  double factor = 1;  ///< a power of two, which rounds nothing; not 1 where squares would overflow or vanish
};

Frame frame_of(const ColumnSchema& column) {
  constexpr int kLargest = 400, kMost = 1000;  // squares of 2^±400 are summed safely
  const int exponent = std::ilogb(std::max(std::abs(column.minimum), std::abs(column.maximum)));
  const bool usual = column.minimum == column.maximum || std::abs(exponent) < kLargest;
  return {column.mean, usual ? 1 : std::ldexp(1.0, std::clamp(-exponent, -kMost, kMost))};
}

/// Of the moved numbers; one entry a column.
struct Moments {
  std::vector<double> sum, squares, count;

  explicit Moments(std::size_t columns) : sum(columns, 0), squares(columns, 0), count(columns, 0) {}

  /// No branches, so that columns are taken several at a time.
  void add_row(const double* x, const Frame* frames) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const bool present = x[c] == x[c];
      const double distance = present ? x[c] * frames[c].factor - frames[c].shift * frames[c].factor : 0.0;
      sum[c] += distance;
      squares[c] += distance * distance;
      count[c] += present ? 1.0 : 0.0;
    }
  }
  void add(const Moments& other) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      sum[c] += other.sum[c];
      squares[c] += other.squares[c];
      count[c] += other.count[c];
    }
  }
};

/// One pass over the rows, summed in shard order.
Moments moments(const detail::NumberRows& numbers, const std::vector<Frame>& frames, std::span<const Index> rows) {
  if (numbers.columns() == 0) return Moments(0);
  const Shards shards{static_cast<Index>(rows.size()), numbers.shard_rows()};
  std::vector<Moments> parts(static_cast<std::size_t>(shards.count()), Moments(frames.size()));
  parallel_for(shards.count(), [&](Index s) {
    MatrixD x;
    numbers.fill(rows.subspan(static_cast<std::size_t>(shards[s].begin), static_cast<std::size_t>(shards[s].size())),
                 x);
    for (Index r = 0; r < x.rows(); ++r) parts[static_cast<std::size_t>(s)].add_row(x.row(r).data(), frames.data());
  });
  Moments total(frames.size());
  for (const Moments& part : parts) total.add(part);
  return total;
}

/// Linear interpolation between order statistics (Hyndman, Fan 1996, type 7).
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

/// Ends of at most `bins` bins: half of them quantiles of the rows, half quantiles of the distinct values, which keeps
/// bins for the tail of a column that is mostly one value. All distinct values if they are few.
std::vector<double> hybrid_edges(const std::vector<double>& sorted, int bins) {
  std::vector<double> distinct;
  std::unique_copy(sorted.begin(), sorted.end(), std::back_inserter(distinct));
  const auto edges = static_cast<std::size_t>(bins) + 1;
  if (distinct.size() <= edges) return distinct;
  std::vector<double> ends;
  const auto take = [&](const std::vector<double>& from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      ends.push_back(quantile(from, count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.5));
    }
  };
  take(sorted, edges - edges / 2);
  take(distinct, edges / 2);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

/// Of one column in the rows fitted on.
struct Spread {
  double count = 0, mean = 0, deviation = 0;
};

Spread spread_of(const Moments& m, std::size_t c, const Frame& frame) {
  if (m.count[c] == 0) return {};
  const double mean = m.sum[c] / m.count[c];
  const double variance = std::max(0.0, m.squares[c] / m.count[c] - mean * mean);
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

void scale_robust(const std::vector<double>& sorted, NumericEncoding& encoding) {
  if (sorted.empty()) return;
  encoding.center = quantile(sorted, 0.5);
  encoding.scale = std::min(quantile(sorted, 0.75) - quantile(sorted, 0.25), std::numeric_limits<double>::max());
  if (!(encoding.scale > 0)) encoding.scale = (sorted.back() - sorted.front()) / 2;
  if (!(encoding.scale > 0)) encoding.scale = 1;
}

/// Bins of the scaled and clipped values. Both steps keep the order, so the sorted sample is mapped in place.
void fit_bins(std::vector<double> sorted, int bins, NumericEncoding& encoding) {
  for (double& x : sorted) {
    x = encoding.scaled(x);
    if (encoding.clip > 0) x = smoothly_clipped(x, encoding.clip);
  }
  std::vector<double> edges = hybrid_edges(sorted, bins);
  if (edges.size() >= 2) encoding.edges = std::move(edges);
}

std::vector<NumericEncoding> fit_numeric(const Table& table, std::span<const Index> rows,
                                         const std::vector<const ColumnSchema*>& schemas,
                                         const std::vector<const Column*>& columns, const EncoderSettings& settings) {
  const bool all = table.is_all(rows);
  std::vector<const Column*> swept;
  std::vector<Frame> frames;
  std::vector<std::size_t> places;  // where a column stands among those to sweep over
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
  const Moments sums = moments(detail::NumberRows(table, swept), frames, rows);
  const bool robust = settings.numeric == "robust";
  std::optional<detail::RowSample> sample;
  if (robust || settings.bins > 0) sample.emplace(table, rows, kQuantileRows);
  std::vector<NumericEncoding> encodings(schemas.size());
  parallel_for(static_cast<Index>(schemas.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const std::size_t place = places[c];
    Spread spread = place == kNowhere ? spread_of(*columns[c]->summary) : spread_of(sums, place, frames[place]);
    const double least = schemas[c]->minimum;
    if (least == schemas[c]->maximum) spread = {spread.count, least, 0};  // sums round, and may overflow
    NumericEncoding& encoding = encodings[c];
    encoding.column = schemas[c]->name;
    encoding.clip = settings.clip;
    encoding.missing_indicator = settings.missing_indicator && spread.count < static_cast<double>(rows.size());
    const std::vector<double> sorted =
        sample ? sample->sorted(detail::NumberColumn(table, *columns[c])) : std::vector<double>();
    if (robust) scale_robust(sorted, encoding);
    if (settings.numeric == "standard") scale_standard(spread, encoding);
    if (settings.bins > 0) fit_bins(sorted, settings.bins, encoding);
  });
  return encodings;
}

CategoryEncoding fit_category(const Table& table, std::span<const Index> rows, const Column& column,
                              const EncoderSettings& settings) {
  const detail::LevelCounts found = detail::count_levels(table, column, rows, table.is_all(rows));
  const std::vector<Index>& counts = found.of_level;
  CategoryEncoding encoding;
  encoding.column = column.name;
  encoding.missing = found.missing > 0;
  std::vector<std::size_t> order;  // by frequency, then bytewise: the levels of a table are sorted
  for (std::size_t l = 0; l < counts.size(); ++l) {
    if (counts[l] >= std::max(1, settings.min_count)) order.push_back(l);
    encoding.pooled |= counts[l] > 0 && counts[l] < settings.min_count;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  if (settings.max_levels > 0 && order.size() > static_cast<std::size_t>(settings.max_levels)) {
    order.resize(static_cast<std::size_t>(settings.max_levels));
    encoding.pooled = true;
  }
  if (settings.reference_level && !order.empty()) {
    const auto first = std::min_element(order.begin(), order.end());
    encoding.reference = column.levels[*first];
    order.erase(first);
  }
  for (const std::size_t l : order) encoding.levels.push_back(column.levels[l]);
  return encoding;
}

}  // namespace

Encoder Encoder::fit(const Schema& schema, const Table& table, std::span<const Index> rows,
                     const EncoderSettings& settings) {
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
    if (!column.dropped.empty()) continue;
    const auto found = by_name.find(column.name);
    const Column& from = found != by_name.end() ? *found->second : table.at(column.name);  // which names the nearest
    (column.type == ColumnType::numeric ? numbers : categories).push_back(&from);
    if (column.type == ColumnType::numeric) numeric.push_back(&column);
  }
  std::vector<CategoryEncoding> encodings(categories.size());
  parallel_for(static_cast<Index>(categories.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    encodings[c] = fit_category(table, rows, *categories[c], settings);
  });
  return {fit_numeric(table, rows, numeric, numbers, settings), std::move(encodings)};
}

}  // namespace binet
