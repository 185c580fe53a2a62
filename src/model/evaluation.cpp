#include "binet/model/evaluation.hpp"

#include "eval/calibration_metrics.hpp"
#include "eval/confusion_matrix.hpp"
#include "eval/log_loss.hpp"
#include "eval/prediction_summary.hpp"
#include "model/evaluation_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace binet {

double ScoredRows::positive_share() const {
  double positive = 0, all = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    positive += view().weight_of(i) * target[i];
    all += view().weight_of(i);
  }
  return positive / all;
}

double ScoredRows::base_log_loss() const {
  return log_loss_of_share(positive_share());
}

double ScoredRows::base_brier() const {
  const double share = positive_share();
  return share * (1 - share);
}

Json evaluation_to_json(const ScoredRows& rows) {
  Json document{{"rows", rows.probability.size()}, {"threshold", rows.threshold}};
  Json values = Json::object(), errors = Json::object(), intervals = Json::object();
  const PredictionSummary summary(rows.view());
  for (const Metric& metric : metrics()) {
    const MetricInterval found = evaluate_with_interval(metric, summary);
    values[std::string(metric.name)] = found.value;
    if (!std::isnan(found.standard_error)) errors[std::string(metric.name)] = found.standard_error;
    if (!std::isnan(found.lower)) intervals[std::string(metric.name)] = {found.lower, found.upper};
  }
  if (std::isnan(summary.calibration_line().slope))
    document["calibration_undefined"] = reason_for_no_line(summary.discrimination().roc_auc);
  document["metrics"] = std::move(values);
  document["standard_errors"] = std::move(errors);
  document["intervals_95"] = std::move(intervals);
  document["base_rate"] = {
      {"positive_share", rows.positive_share()}, {"log_loss", rows.base_log_loss()}, {"brier", rows.base_brier()}};
  const ConfusionMatrix& counts = summary.counts();
  document["confusion_matrix"] = {{"true_positive", counts.true_positive},
                                  {"false_positive", counts.false_positive},
                                  {"true_negative", counts.true_negative},
                                  {"false_negative", counts.false_negative}};
  Json& bins = document["calibration_curve"] = Json::array();
  for (const CalibrationBin& bin : calibration_curve(rows.view())) {
    bins.push_back({{"lower", bin.lower},
                    {"upper", bin.upper},
                    {"weight", bin.weight},
                    {"mean_probability", bin.mean_probability},
                    {"observed_share", bin.observed_share}});
  }
  return document;
}

}  // namespace binet
