#include "report/performance.hpp"

#include "binet/base/error.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/table/schema.hpp"
#include "eval/prediction_summary.hpp"
#include "eval/wilson_interval.hpp"
#include "model/evidence.hpp"
#include "model/scored_logits.hpp"
#include "page/number_format.hpp"
#include "table/sequence_labels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace binet {

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
      throw missing_label(table, schema.name, model.schema.sequence, row);
    }
    if (weighted && weight[row] == 0) continue;
    data.rows.push_back(row);
    data.scores.target.push_back(static_cast<double>(target));
    if (weighted) data.scores.weight.push_back(static_cast<double>(weight[row]));
  }
  if (data.rows.empty()) {
    const char* const weight_wanted = weighted ? " and a weight above 0" : "";
    throw Error(table.source + ": no rows with a target" + weight_wanted + " to report on");
  }
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
    if (known != metrics().end()) interval = interval_of(*known, value, interval.standard_error);
    found.metrics.push_back({name, interval});
  }
  if (found.bins.size() > 0) {
    const double all = found.bins.positives() + found.bins.negatives();
    found.positive_share = found.bins.positives() / all;
    found.thresholds = exact_thresholds(kept_binning(model.threshold));
  }
  return found;
}

namespace {

/// Round numbers around a small part of [0, 1]; otherwise all of it.
std::pair<double, double> shown_part(double low, double high) {
  constexpr double kSmallPart = 0.25, kLeastPart = 1e-6;
  if (!(high - low < kSmallPart && high - low > kLeastPart)) return {0, 1};
  const std::vector<double> ticks = axis_ticks(low, high);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : high - low;
  low = std::max(0.0, step * std::floor(low / step));
  high = std::min(1.0, step * std::ceil(high / step));
  return {low < high / 3 ? 0 : low, high};
}

}  // namespace

std::pair<double, double> shown_probabilities(const ScoreBins& bins) {
  constexpr double kOuter = 0.01;
  double low = 1, high = 0;
  for (const std::vector<double>* counts : {&bins.positive, &bins.negative}) {
    const double all = std::accumulate(counts->begin(), counts->end(), 0.0);
    double below = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
      const bool outside = below >= (1 - kOuter) * all;
      below += (*counts)[i];
      if (outside || below <= kOuter * all) continue;
      low = std::min(low, bins.lower[i]);
      high = std::max(high, bins.probability[i] / (bins.positive[i] + bins.negative[i]));
    }
  }
  return shown_part(low, high);
}

double end_of_shares(const std::vector<double>& values, double other) {
  constexpr double kLargePart = 0.4, kLeast = 1e-9;
  const double highest = std::accumulate(values.begin(), values.end(), std::max(other, kLeast),
                                         [](double a, double b) { return std::fmax(a, b); });
  if (highest > kLargePart) return 1;
  const std::vector<double> ticks = axis_ticks(0, highest);
  return ticks.back() + ticks[1];
}

CalibrationGroups calibration_groups(const ScoreBins& bins) {
  const double all = bins.positives() + bins.negatives();
  const double per_group = all / std::clamp(all / 20, 4.0, 12.0);
  CalibrationGroups groups;
  double rows = 0, positive = 0, sum = 0, left = all;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    left -= bins.positive[i] + bins.negative[i];
    rows += bins.positive[i] + bins.negative[i];
    positive += bins.positive[i];
    sum += bins.probability[i];
    const bool enough = rows >= per_group && left >= per_group / 2;  // a few last rows are no group of their own
    if (!enough && i + 1 < bins.size()) continue;
    const auto [low, high] = wilson_interval(positive / rows, rows);
    groups.predicted.push_back(sum / rows);
    groups.observed.push_back(positive / rows);
    groups.low.push_back(low);
    groups.high.push_back(high);
    rows = positive = sum = 0;
  }
  if (!groups.predicted.empty()) groups.shown = shown_part(groups.predicted.front(), groups.predicted.back());
  if (groups.shown.second < 1) groups.top = end_of_shares(groups.high, groups.shown.second);
  return groups;
}

MetricInterval Performance::find(std::string_view name) const {
  const auto found = std::ranges::find(metrics, name, &NamedMetric::name);
  return found == metrics.end() ? MetricInterval{kUnknown, kUnknown, kUnknown, kUnknown} : found->interval;
}

}  // namespace binet
