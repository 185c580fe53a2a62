#include "report/column_findings.hpp"

#include "base/every_index.hpp"
#include "model/evidence.hpp"
#include "model/member.hpp"
#include "nn/loss.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace binet {

namespace {

constexpr std::size_t kMostEffects = 24, kMostImportances = 200;

std::vector<const ColumnSchema*> used_columns(const Classifier& model) {
  std::vector<const ColumnSchema*> used;
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty()) used.push_back(&column);
  }
  return used;
}

/// Rows of the table and their targets.
struct LabelledRows {
  std::vector<Index> rows;
  Vector target;
};

LabelledRows sample_of(const ScoredData& data, Index most) {
  const std::vector<Index> places = every_index(std::ssize(data.rows));
  LabelledRows sample;
  const std::vector<Index> some = evenly_spaced(places, most);
  sample.target.resize(std::ssize(some));
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto place = static_cast<std::size_t>(some[i]);
    sample.rows.push_back(data.rows[place]);
    sample.target[static_cast<Index>(i)] = static_cast<Scalar>(data.scores.target[place]);
  }
  return sample;
}

}  // namespace

std::vector<Index> evenly_spaced(std::span<const Index> rows, Index most) {
  std::vector<Index> some;
  const Index count = std::min<Index>(most, std::ssize(rows));
  for (Index i = 0; i < count; ++i) some.push_back(rows[static_cast<std::size_t>(i * std::ssize(rows) / count)]);
  return some;
}

std::vector<PartialEffect> find_effects(const Classifier& model, const Table& rows) {
  constexpr int kValues = 25;
  constexpr std::size_t kMostLevels = 12;
  std::vector<std::pair<double, PartialEffect>> found;
  for (const ColumnSchema* column : used_columns(model)) {
    if (found.size() >= kMostImportances) break;
    const ClassHistogram* const histogram = find_histogram(model, column->name);
    std::vector<double> at;
    std::vector<std::string> levels;
    if (column->type == ColumnType::numeric) {
      const bool binned = histogram != nullptr && !histogram->edges.empty();
      const double low = binned ? std::max(column->minimum, histogram->edges.front()) : column->minimum;
      const double high = binned ? std::min(column->maximum, histogram->edges.back()) : column->maximum;
      for (int i = 0; i < kValues; ++i) at.push_back(low * (1 - i / (kValues - 1.0)) + high * (i / (kValues - 1.0)));
    } else {
      levels = histogram != nullptr ? histogram->levels : column->levels;
      if (levels.size() > kMostLevels) levels.resize(kMostLevels);
    }
    if (at.empty() && levels.empty()) continue;
    PartialEffect effect = partial_effect(model, rows, *column, std::move(at), std::move(levels));
    const double spread = effect.spread();
    found.emplace_back(spread, std::move(effect));
  }
  std::ranges::stable_sort(found, std::ranges::greater(), [](const auto& item) { return item.first; });
  if (found.size() > kMostEffects) found.resize(kMostEffects);
  std::vector<PartialEffect> effects;
  for (auto& [spread, effect] : found) effects.push_back(std::move(effect));
  return effects;
}

std::vector<Importance> find_importance(const Classifier& model, const Table& table, const ScoredData& data) {
  constexpr Index kMostRows = 1000;
  if (used_columns(model).size() > kMostImportances) return {};
  const LabelledRows sample = sample_of(data, kMostRows);
  std::vector<Importance> found = permutation_importance(model, table.gather(sample.rows), sample.target, 1);
  std::ranges::stable_sort(found, std::ranges::greater(), &Importance::mean);
  return found;
}

std::vector<Interaction> find_interactions(const Classifier& model, const Table& table, std::span<const Index> rows,
                                           const std::vector<PartialEffect>& effects) {
  constexpr std::size_t kMostColumns = 6;
  constexpr Index kMostRows = 24;
  std::vector<std::string> columns;
  for (const PartialEffect& effect : effects) {
    if (columns.size() == kMostColumns) break;
    const auto schema = std::ranges::find(model.schema.columns, effect.column, &ColumnSchema::name);
    if (schema->source.part.empty()) columns.push_back(effect.column);
  }
  return interactions(model, table, evenly_spaced(rows, kMostRows), columns);
}

std::vector<LayerDiagnosis> find_layers(const Classifier& model, const Table& table, const ScoredData& data) {
  constexpr Index kMostRows = 1000;
  if (model.members.size() != 1 || model.members[0].network.hidden().empty() || !model.schema.terms.empty()) return {};
  LabelledRows sample = sample_of(data, kMostRows);
  Examples examples;
  examples.target = std::move(sample.target);
  examples.features = model.encoders[model.members[0].encoder].encode(table, sample.rows);
  return diagnose(model.members[0].network, examples, loss("log_loss"));
}

std::vector<GateExample> find_gates(const Classifier& model, const Table& table, const ScoredData& data) {
  constexpr Index kMostTried = 60, kMostSteps = 200;
  const Column& names = table.at(model.schema.sequence.sequence);
  const std::vector<Index> places = every_index(std::ssize(data.rows));
  std::optional<GateExample> best[2];
  double movement[2] = {-1, -1};
  for (const Index place : evenly_spaced(places, kMostTried)) {
    const auto i = static_cast<std::size_t>(place);
    GateSteps steps = gate_steps(model, table, data.rows[i]);
    if (std::ssize(steps.rows) > kMostSteps) continue;
    double moved = 0;
    for (std::size_t t = 1; t < steps.probability.size(); ++t) {
      moved += std::abs(steps.probability[t] - steps.probability[t - 1]);
    }
    const std::size_t positive = data.scores.target[i] > 0.5 ? 1 : 0;
    if (moved <= movement[positive]) continue;
    movement[positive] = moved;
    const std::int32_t code = table.code(names, data.rows[i]);
    best[positive] = {names.levels[static_cast<std::size_t>(code)],
                      positive == 1 ? model.schema.target.positive : model.schema.target.negative, std::move(steps)};
  }
  std::vector<GateExample> found;
  for (const std::size_t positive : {1U, 0U}) {
    if (best[positive]) found.push_back(std::move(*best[positive]));
  }
  return found;
}

}  // namespace binet
