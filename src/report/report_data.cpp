#include "base/number_text.hpp"
#include "base/every_index.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/table/schema.hpp"
#include "eval/prediction_summary.hpp"
#include "model/evidence.hpp"
#include "model/member.hpp"
#include "model/scored_logits.hpp"
#include "report/report.hpp"
#include "table/drift_counts.hpp"
#include "table/level_matcher.hpp"
#include "table/sequence_index.hpp"
#include "table/sequence_labels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr Index kImportanceRows = 1000, kEffectRows = 100, kMostStartRows = 12;
constexpr std::size_t kMostEffects = 24, kMostImportances = 200;

/// Labelled rows of the data and their predictions.
struct ScoredData {
  std::vector<Index> rows;  ///< of the table
  ScoredRows scores;
};

ScoredData score_data(const ReportSource& source) {
  const Table& table = *source.data;
  const Classifier& model = source.model;
  const TargetSchema& schema = model.schema.target;
  if (table.find(schema.name) == nullptr) {
    throw Error(table.source + ": target column \"" + schema.name + "\" is missing; a report on data needs it");
  }
  const SequenceLabels labels = read_labels(table, model.schema);
  const bool weighted = !model.weight_column.empty() && table.find(model.weight_column) != nullptr;
  const Vector weight = weighted ? read_weight(table, model.weight_column) : Vector();
  ScoredData data;
  for (std::size_t i = 0; i < labels.rows.size(); ++i) {
    const Index row = labels.rows[i];
    const Scalar target = labels.target[static_cast<Index>(i)];
    if (std::isnan(target)) {
      if (source.drop_unlabelled) continue;
      throw Error(table.source + ":" + std::to_string(table.line(row)) + ": target \"" + schema.name +
                  "\" is missing; --drop-unlabelled leaves such rows out");
    }
    data.rows.push_back(row);
    data.scores.target.push_back(static_cast<double>(target));
    if (weighted) data.scores.weight.push_back(static_cast<double>(weight[row]));
  }
  if (data.rows.empty()) throw Error(table.source + ": no rows with a target to report on");
  const VectorD logit = model.logits(table, data.rows);
  data.scores.logit.assign(logit.begin(), logit.end());
  data.scores.probability = probabilities_of(logit);
  data.scores.threshold = model.threshold;
  return data;
}

Performance measure(const ScoredRows& scores, const Classifier& model, std::string described, bool seen) {
  Performance found{std::move(described),
                    static_cast<double>(scores.probability.size()),
                    scores.positive_share(),
                    scores.base_log_loss(),
                    seen,
                    {},
                    {},
                    {}};
  const PredictionSummary summary(scores.view());
  for (const Metric& metric : metrics())
    found.metrics.push_back({std::string(metric.name), evaluate_with_interval(metric, summary)});
  const ScoreBinning binning{.grid = 1000, .quantiles = 150, .also = {model.threshold}};
  found.bins = bin_scores(scores.view(), binning);
  found.thresholds = exact_thresholds(binning);
  return found;
}

/// The performance that training measured on unseen rows.
Performance held_out_performance(const Classifier& model) {
  const TrainingReport& report = model.report;
  Performance found{report.validated_on,
                    static_cast<double>(report.validation_rows),
                    report.positive_share,
                    report.base_log_loss,
                    false,
                    {},
                    evidence_of(report).held_out,
                    {}};
  for (const auto& [name, value] : report.validation_metrics) {
    MetricInterval interval{value, kUnknown, kUnknown, kUnknown};
    for (const auto& [other, error] : report.validation_errors) {
      if (other == name) interval.standard_error = error;
    }
    const auto known = std::ranges::find(metrics(), name, &Metric::name);
    if (!std::isnan(interval.standard_error) && known != metrics().end()) {
      interval.lower = std::max(known->lowest, value - 1.96 * interval.standard_error);
      interval.upper = std::min(known->highest, value + 1.96 * interval.standard_error);
    }
    found.metrics.push_back({name, interval});
  }
  if (found.bins.size() > 0) {
    const double all = found.bins.positives() + found.bins.negatives();
    found.positive_share = found.bins.positives() / all;
    found.thresholds = exact_thresholds(kept_binning(model.threshold));
  }
  return found;
}

double share(Index cells, Index rows) {
  return rows > 0 ? static_cast<double>(cells) / static_cast<double>(rows) : 0;
}

/// Σ (q − p) ln(q/p); empty bins count as half a row of a thousand.
double stability_index(const std::vector<double>& before, const std::vector<double>& now) {
  constexpr double kLeast = 5e-4;
  double sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == 0 && now[i] == 0) continue;
    const double p = std::max(before[i], kLeast), q = std::max(now[i], kLeast);
    sum += (q - p) * std::log(q / p);
  }
  return sum;
}

std::vector<DriftRow> find_drift(const Classifier& model, const Table& table, std::span<const Index> rows) {
  detail::DriftCounts counts(model.schema);
  counts.add(counts.count(table));
  std::vector<DriftRow> found(counts.size());
  parallel_for(static_cast<Index>(counts.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    const ColumnSchema& column = counts.column(c);
    const detail::ColumnDrift& drift = counts[c];
    DriftRow& row = found[c] = {column.name,
                                kUnknown,
                                share(column.missing, model.schema.rows),
                                share(drift.missing, drift.rows),
                                share(drift.outside, drift.rows),
                                share(drift.unseen, drift.rows),
                                drift.unseen > 0 ? drift.commonest_unseen() : ""};
    if (const ClassHistogram* const histogram = find_histogram(model, column.name)) {
      row.stability = stability_index(shares_of(*histogram), shares_in(*histogram, table, rows));
    }
  });
  std::ranges::stable_sort(found, [](const DriftRow& a, const DriftRow& b) {
    const auto key = [](const DriftRow& row) {
      return std::max({std::isnan(row.stability) ? 0 : row.stability, row.unseen, row.outside});
    };
    return key(a) > key(b);
  });
  return found;
}

GroupRow judge_group(const std::string& column, std::string name, const ScoredRows& scores) {
  const PredictionSummary summary(scores.view());
  const ConfusionMatrix& counts = summary.counts();
  double mean = 0, weight = 0;
  for (std::size_t i = 0; i < scores.probability.size(); ++i) {
    weight += scores.view().weight_of(i);
    mean += scores.view().weight_of(i) * scores.probability[i];
  }
  const double all = counts.true_positive + counts.false_positive + counts.true_negative + counts.false_negative;
  return {column,
          std::move(name),
          static_cast<double>(scores.probability.size()),
          scores.positive_share(),
          mean / weight,
          (counts.true_positive + counts.false_positive) / all,
          recall(counts),
          1 - specificity(counts),
          precision(counts),
          evaluate_with_interval(metric("log_loss"), summary),
          evaluate_with_interval(metric("roc_auc"), summary)};
}

/// The group of each row: a level, a number, or one of four ranges if there are many numbers.
std::vector<std::string> group_names(const Table& table, const Column& column, std::span<const Index> rows) {
  constexpr std::size_t kMostNumbers = 10;
  std::vector<std::string> names;
  if (column.type == ColumnType::category) {
    for (const Index row : rows) {
      const std::int32_t code = table.code(column, row);
      names.push_back(code < 0 ? "(missing)" : column.levels[static_cast<std::size_t>(code)]);
    }
    return names;
  }
  std::vector<double> cells, known;
  for (const Index row : rows) cells.push_back(table.number(column, row));
  std::ranges::copy_if(cells, std::back_inserter(known), [](double x) { return !std::isnan(x); });
  std::ranges::sort(known);
  std::vector<double> distinct = known;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> cuts;
  for (const double part : {0.25, 0.5, 0.75}) {
    if (!known.empty()) cuts.push_back(known[static_cast<std::size_t>(part * static_cast<double>(known.size() - 1))]);
  }
  for (const double x : cells) {
    if (std::isnan(x)) {
      names.emplace_back("(missing)");
    } else if (distinct.size() <= kMostNumbers) {
      names.push_back(shortest_digits(x));
    } else {
      const auto part = static_cast<std::size_t>(std::ranges::lower_bound(cuts, x) - cuts.begin());
      names.push_back(part == 0 ? "up to " + shortest_digits(cuts[0])
                                : "above " + shortest_digits(cuts[part - 1]) +
                                      (part < cuts.size() ? " up to " + shortest_digits(cuts[part]) : ""));
    }
  }
  return names;
}

void judge_groups(const ReportSource& source, const ScoredData& data, std::vector<GroupRow>& found) {
  constexpr std::size_t kMostGroups = 20;
  for (const std::string& name : source.groups) {
    const Column& column = source.data->at(name);
    const std::vector<std::string> group_of = group_names(*source.data, column, data.rows);
    std::vector<std::string> groups = group_of;
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [&](const std::string& g) { return std::ranges::count(group_of, g); });
    if (groups.size() > kMostGroups) groups.resize(kMostGroups);
    for (const std::string& group : groups) {
      ScoredRows some;
      some.threshold = data.scores.threshold;
      for (std::size_t i = 0; i < group_of.size(); ++i) {
        if (group_of[i] != group) continue;
        some.probability.push_back(data.scores.probability[i]);
        some.logit.push_back(data.scores.logit[i]);
        some.target.push_back(data.scores.target[i]);
        if (!data.scores.weight.empty()) some.weight.push_back(data.scores.weight[i]);
      }
      found.push_back(judge_group(name, group, some));
    }
  }
}

std::vector<const ColumnSchema*> used_columns(const Classifier& model) {
  std::vector<const ColumnSchema*> used;
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty()) used.push_back(&column);
  }
  return used;
}

/// The values of a column to try, and the share of training rows that each represents.
void find_effects(const Classifier& model, const Table& rows, ReportData& report) {
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
  for (auto& [spread, effect] : found) report.effects.push_back(std::move(effect));
}

std::vector<Index> evenly_spaced(std::span<const Index> rows, Index most) {
  std::vector<Index> some;
  const Index count = std::min<Index>(most, std::ssize(rows));
  for (Index i = 0; i < count; ++i) some.push_back(rows[static_cast<std::size_t>(i * std::ssize(rows) / count)]);
  return some;
}

void find_importance(const Classifier& model, const Table& table, const ScoredData& data, ReportData& report) {
  if (used_columns(model).size() > kMostImportances) return;
  const std::vector<Index> places = every_index(std::ssize(data.rows));
  std::vector<Index> rows;
  const std::vector<Index> some = evenly_spaced(places, kImportanceRows);
  Vector target(std::ssize(some));
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto place = static_cast<std::size_t>(some[i]);
    rows.push_back(data.rows[place]);
    target[static_cast<Index>(i)] = static_cast<Scalar>(data.scores.target[place]);
  }
  report.importance = permutation_importance(model, table.gather(rows), target, 1);
  std::ranges::stable_sort(report.importance, std::ranges::greater(), &Importance::mean);
}

/// Pairs of the columns with the largest effects. Parts of a date stand for the same column and are no pair.
void find_interactions(const Classifier& model, const Table& table, std::span<const Index> rows, ReportData& report) {
  constexpr std::size_t kMostColumns = 6;
  constexpr Index kMostRows = 24;
  std::vector<std::string> columns;
  for (const PartialEffect& effect : report.effects) {
    if (columns.size() == kMostColumns) break;
    const auto schema = std::ranges::find(model.schema.columns, effect.column, &ColumnSchema::name);
    if (schema->source.part.empty()) columns.push_back(effect.column);
  }
  report.interactions = interactions(model, table, evenly_spaced(rows, kMostRows), columns);
}

/// How the layers of a network stand on rows of the data: saturation, dead units, gradients of the log loss.
void find_layers(const Classifier& model, const Table& table, const ScoredData& data, ReportData& report) {
  constexpr Index kMostRows = 1000;
  if (model.members.size() != 1 || model.members[0].network.hidden().empty() || !model.schema.terms.empty()) return;
  const std::vector<Index> places = every_index(std::ssize(data.rows));
  std::vector<Index> rows;
  const std::vector<Index> some = evenly_spaced(places, kMostRows);
  Examples examples;
  examples.target.resize(std::ssize(some));
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto place = static_cast<std::size_t>(some[i]);
    rows.push_back(data.rows[place]);
    examples.target[static_cast<Index>(i)] = static_cast<Scalar>(data.scores.target[place]);
  }
  examples.features = model.encoders[model.members[0].encoder].encode(table, rows);
  report.layers = diagnose(model.members[0].network, examples, loss("log_loss"));
}

/// Rows of the data as texts that the model reads the same way.
std::vector<StartRow> start_rows(const Classifier& model, const Table& table, std::span<const Index> rows) {
  std::vector<StartRow> found;
  for (const Index row : evenly_spaced(rows, kMostStartRows)) {
    StartRow& start = found.emplace_back(StartRow{"row on line " + std::to_string(table.line(row)), {}});
    for (const ColumnSchema* schema : used_columns(model)) {
      const Column& column = table.at(schema->name);
      std::string cell;
      if (column.type == ColumnType::numeric) {
        const double x = table.number(column, row);
        if (!std::isnan(x)) cell = shortest_digits(x);
      } else if (const std::int32_t code = table.code(column, row); code >= 0) {
        cell = column.levels[static_cast<std::size_t>(code)];
      }
      if (schema->type == ColumnType::category && !cell.empty()) {
        const detail::LevelMatcher::Found level = detail::LevelMatcher(schema->levels).find(cell);
        if (level.match != detail::LevelMatch::none) cell = schema->levels[static_cast<std::size_t>(level.level)];
      }
      start.cells.push_back(std::move(cell));
    }
  }
  return found;
}

/// Sequences to look at: of each class the one over which the probability moves most, of some that are not too long.
void find_gates(const Classifier& model, const Table& table, const ScoredData& data, ReportData& report) {
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
  for (const std::size_t positive : {1U, 0U}) {
    if (best[positive]) report.gates.push_back(std::move(*best[positive]));
  }
}

void say_what_is_missing(ReportData& report) {
  const Evidence& evidence = evidence_of(report.model().report);
  const bool has_data = report.source.data != nullptr;
  if (evidence.empty()) {
    report.missing.push_back(
        "The model file holds no evidence of its training (it was written by an older version, or output.evidence was "
        "0): "
        "no curves on held-out rows, no learning curves and no column histograms. Train again to have them.");
  }
  if (report.model().schema.sequence.used()) {
    report.missing.push_back(
        std::string(
            "This model reads sequences: importance, partial effects and the form to try it are of models that read "
            "one row at a time, and are left out.") +
        (has_data ? "" : " binet report MODEL DATA shows the gates over a sequence."));
  }
  if (!has_data) {
    report.missing.push_back(
        "No data file was given: importance by permutation, drift, groups and rows to start from are left out. "
        "binet report MODEL DATA adds them.");
  }
}

}  // namespace

const char* ReportData::example_name() const {
  const SequenceColumns& sequence = model().schema.sequence;
  return sequence.used() && !sequence.each_row ? "sequence" : "row";
}

MetricInterval Performance::find(std::string_view name) const {
  const auto found = std::ranges::find(metrics, name, &NamedMetric::name);
  return found == metrics.end() ? MetricInterval{kUnknown, kUnknown, kUnknown, kUnknown} : found->interval;
}

ReportData performance_report(const ReportSource& source, const ScoredRows& scores) {
  ReportData report{source, {}, {}, {}, {}, {}, {}, {}, {}};
  report.performance = measure(scores, source.model, source.data_name, source.trained_on_data);
  return report;
}

ReportData make_report(const ReportSource& source) {
  ReportData report{source, {}, {}, {}, {}, {}, {}, {}, {}};
  const Classifier& model = source.model;
  if (source.data == nullptr) {
    if (!source.groups.empty()) throw UsageError("--by: needs a data file");
    report.performance = held_out_performance(model);
    const Table typical = model.schema.sequence.used() ? Table() : typical_row(model);
    if (typical.rows > 0) find_effects(model, typical, report);
    report.effects_described = "one row with the median of every numeric column and the commonest level of every other";
  } else {
    const Table& table = *source.data;
    for (const std::string& group : source.groups) table.at(group);
    const ScoredData data = score_data(source);
    Performance on_data = measure(data.scores, model, source.data_name, source.trained_on_data);
    const bool held_out_is_better = source.trained_on_data && evidence_of(model.report).held_out.size() > 0;
    report.performance = held_out_is_better ? held_out_performance(model) : on_data;
    if (held_out_is_better) report.on_data = std::move(on_data);
    if (!source.trained_on_data) report.drift = find_drift(model, table, data.rows);
    judge_groups(source, data, report.groups);
    if (model.schema.sequence.used()) {
      find_gates(model, table, data, report);
      say_what_is_missing(report);
      return report;
    }
    find_importance(model, table, data, report);
    find_effects(model, table.gather(evenly_spaced(data.rows, kEffectRows)), report);
    find_interactions(model, table, data.rows, report);
    find_layers(model, table, data, report);
    report.effects_described =
        std::to_string(std::min<Index>(kEffectRows, std::ssize(data.rows))) + " rows of " + source.data_name;
    report.start_rows = start_rows(model, table, data.rows);
  }
  say_what_is_missing(report);
  return report;
}

}  // namespace binet
