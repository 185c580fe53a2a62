#include "explain/effects.hpp"

#include "base/every_index.hpp"
#include "eval/log_loss.hpp"
#include "explain/hypothetical_rows.hpp"
#include "math/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace binet {
namespace {

/// Repeats each row `times` times.
std::vector<Index> repeated(Index rows, Index times) {
  std::vector<Index> places;
  for (Index time = 0; time < times; ++time) {
    for (Index row = 0; row < rows; ++row) places.push_back(row);
  }
  return places;
}

Column& column_of(Table& table, const std::string& name) {
  return *std::ranges::find(table.columns, name, &Column::name);
}

double quantile(std::vector<double>& values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, place);
  return *place;
}

}  // namespace

double PartialEffect::spread(const std::vector<double>& shares) const {
  double sum = 0, weights = 0, squares = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double weight = shares.empty() ? 1 : shares[i];
    weights += weight;
    sum += weight * mean[i];
    squares += weight * mean[i] * mean[i];
  }
  if (!(weights > 0)) return 0;
  const double center = sum / weights;
  return std::sqrt(std::max(0.0, squares / weights - center * center));
}

PartialEffect partial_effect(const Classifier& model, const Table& rows, const ColumnSchema& schema,
                             std::vector<double> at, std::vector<std::string> levels) {
  PartialEffect effect{schema.name, schema.type == ColumnType::numeric,      std::move(at), std::move(levels), {}, {},
                       {},          std::numeric_limits<double>::quiet_NaN()};
  const Index values = static_cast<Index>(effect.numeric ? effect.at.size() : effect.levels.size());
  const Index cases = values + (schema.missing > 0 ? 1 : 0);  // the last is the missing cell
  Table table = rows.gather(repeated(rows.rows, cases));
  Column& column = column_of(table, schema.name);
  TableBlock& block = table.blocks.front();
  if (!effect.numeric) column.levels = effect.levels;
  for (Index r = 0; r < table.rows; ++r) {
    const Index value = r / rows.rows;
    if (effect.numeric) {
      block.exact(r, column.slot) =
          value < values ? effect.at[static_cast<std::size_t>(value)] : std::numeric_limits<double>::quiet_NaN();
    } else {
      block.codes(r, column.slot) = value < values ? static_cast<std::int32_t>(value) : -1;
    }
  }
  const VectorD probability = hypothetical_probabilities(model, table);
  for (Index value = 0; value < values; ++value) {
    std::vector<double> some(probability.data() + value * rows.rows, probability.data() + (value + 1) * rows.rows);
    effect.mean.push_back(std::accumulate(some.begin(), some.end(), 0.0) / static_cast<double>(rows.rows));
    if (rows.rows < 2) continue;
    effect.low.push_back(quantile(some, 0.1));
    effect.high.push_back(quantile(some, 0.9));
  }
  if (cases > values) effect.missing = probability.tail(rows.rows).mean();
  return effect;
}

std::vector<Importance> permutation_importance(const Classifier& model, const Table& rows, const Vector& target,
                                               std::uint64_t seed) {
  const std::vector<Index> all = every_index(rows.rows);
  const VectorD usual = model.logits(rows);
  std::vector<Importance> found;
  Table table = rows.gather(all);
  for (const ColumnSchema& schema : model.schema.columns) {
    if (!schema.dropped.empty()) continue;
    Random random = Random(seed).split(found.size());
    std::vector<Index> order = all;
    for (Index i = rows.rows - 1; i > 0; --i) {
      std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(random.below(i + 1))]);
    }
    Column& column = column_of(table, schema.name);
    TableBlock& block = table.blocks.front();
    const bool numeric = column.type == ColumnType::numeric;
    const auto copy = [&](Index to, Index from) {
      if (numeric) {
        block.exact(to, column.slot) = rows.number(column, from);
      } else {
        block.codes(to, column.slot) = rows.code(column, from);
      }
    };
    for (Index r = 0; r < rows.rows; ++r) copy(r, order[static_cast<std::size_t>(r)]);
    const MeanSums rise = log_loss_difference(hypothetical_logits(model, table), usual, target, Vector());
    found.push_back({schema.name, rise.mean(), rise.standard_error()});
    for (Index r = 0; r < rows.rows; ++r) copy(r, r);
  }
  return found;
}

}  // namespace binet
