#include "base/nearest_name.hpp"
#include "base/row_counts.hpp"
#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "features/category_fit.hpp"
#include "features/column_moments.hpp"
#include "features/distribution.hpp"
#include "features/encoder.hpp"
#include "features/fitted_rows.hpp"
#include "table/number_rows.hpp"
#include "table/number_sample.hpp"
#include "table/sequence_index.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace binet {
namespace {

using detail::Distribution;
using detail::FittedRows;
using detail::Frame;
using detail::Moments;
using detail::Spread;

constexpr std::size_t kQuantileRows = 65536;  ///< limit of evenly spaced rows for quantiles

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
  std::vector<double> edges = numbers.empty() ? std::vector<double>() : detail::hybrid_edges(numbers, bins);
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

std::vector<NumericEncoding> fit_numeric(const FittedRows& fitted, const std::vector<const ColumnSchema*>& schemas,
                                         const std::vector<const Column*>& columns, const EncoderSettings& settings) {
  const Table& table = fitted.table;
  const bool all = table.is_all(fitted.rows) && !fitted.weighted();
  std::vector<const Column*> swept;
  std::vector<Frame> frames;
  std::vector<std::size_t> places;  // index of a column among those to sum
  constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  for (std::size_t c = 0; c < schemas.size(); ++c) {
    const Column& column = *columns[c];
    const Frame frame = detail::frame_of(*schemas[c]);
    const bool known = all && column.summary && frame.factor == 1;
    places.push_back(known ? kNowhere : swept.size());
    if (known) continue;
    swept.push_back(&column);
    frames.push_back(frame);
  }
  const Moments sums = detail::moments(detail::NumberRows(table, swept), frames, fitted);
  const bool robust = settings.numeric == "robust";
  std::optional<detail::RowSample> sample;
  if (robust || settings.bins > 0) sample.emplace(table, fitted.rows, kQuantileRows);
  std::vector<NumericEncoding> encodings(schemas.size());
  parallel_for(static_cast<Index>(schemas.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const std::size_t place = places[c];
    Spread spread =
        place == kNowhere ? detail::spread_of(*columns[c]->summary) : detail::spread_of(sums, place, frames[place]);
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

/// Columns of terms are missing together with the numbers they read: each of those is indicated once, by the first
/// encoding that reads it. A missing category has a code of its own.
void keep_one_indicator(const Schema& schema, std::vector<NumericEncoding>& encodings) {
  if (schema.terms.empty()) return;
  std::unordered_set<std::string> indicated;
  for (NumericEncoding& encoding : encodings) {
    const auto term =
        std::ranges::find(schema.terms, encoding.column, [](const TermSchema& t) { return t.column.name; });
    bool first = false;
    for (const std::string& name :
         term == schema.terms.end() ? std::vector<std::string>{encoding.column} : numbers_of(term->definition)) {
      first |= indicated.insert(name).second;
    }
    encoding.missing_indicator &= first;
  }
}

/// Each entry must name a column of categories that no entry before it names.
void check_references(const std::vector<std::string>& references, const std::vector<const Column*>& categories,
                      const std::vector<const Column*>& numbers) {
  std::set<const Column*> named;
  for (const std::string& reference : references) {
    const auto names = [&](const Column* column) { return reference.starts_with(column->name + "="); };
    const auto fail = [&](const std::string& what) {
      throw SettingError("encoding.reference", " " + detail::in_quotes(reference) + ": " + what);
    };
    const auto found = std::ranges::find_if(categories, names);
    if (found != categories.end()) {
      if (!named.insert(*found).second) fail("column " + detail::in_quotes((*found)->name) + " has another reference");
      continue;
    }
    const std::size_t equals = reference.find('=');
    if (equals == std::string::npos) fail("expected COLUMN=LEVEL");
    const auto number = std::ranges::find_if(numbers, names);
    if (number != numbers.end()) {
      fail("column " + detail::in_quotes((*number)->name) +
           " is of numbers; --categorical reads them as categories");
    }
    std::vector<std::string_view> known;
    for (const Column* column : categories) known.push_back(column->name);
    fail("the model uses no column of categories of that name" + did_you_mean(reference.substr(0, equals), known));
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
  check_references(settings.references, categories, numbers);
  const FittedRows fitted{table, rows, weight, count_factor(weight)};
  std::vector<CategoryEncoding> encodings(categories.size());
  parallel_for(static_cast<Index>(categories.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    encodings[c] = detail::fit_category(fitted, *categories[c], settings);
  });
  std::vector<NumericEncoding> numeric_encodings = fit_numeric(fitted, numeric, numbers, settings);
  keep_one_indicator(schema, numeric_encodings);
  return {std::move(numeric_encodings), std::move(encodings)};
}

}  // namespace binet
