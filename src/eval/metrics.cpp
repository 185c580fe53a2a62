#include "binet/eval/metrics.hpp"

#include "base/find_named.hpp"
#include "eval/mean_estimate.hpp"
#include "eval/prediction_summary.hpp"
#include "eval/probability.hpp"
#include "eval/row_sums.hpp"
#include "eval/wilson_interval.hpp"
#include "math/chi_squared.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace binet {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A row's contribution to a metric that is a weighted mean over rows; rows that do not count have weight 0.
struct Term {
  double value, weight;
};

Term log_loss_term(const Predictions& p, std::size_t i) {
  if (!p.logit.empty()) return {softplus(p.positive(i) ? -p.logit[i] : p.logit[i]), p.weight_of(i)};
  const double q = detail::inside_unit_interval(p.probability[i]);
  return {p.positive(i) ? -std::log(q) : -std::log1p(-q), p.weight_of(i)};
}

Term brier_term(const Predictions& p, std::size_t i) {
  const double error = p.probability[i] - (p.positive(i) ? 1 : 0);
  return {error * error, p.weight_of(i)};
}

Term accuracy_term(const Predictions& p, std::size_t i) {
  return {p.predicted_positive(i) == p.positive(i) ? 1.0 : 0.0, p.weight_of(i)};
}

Term precision_term(const Predictions& p, std::size_t i) {
  return {p.positive(i) ? 1.0 : 0.0, p.predicted_positive(i) ? p.weight_of(i) : 0.0};
}

Term recall_term(const Predictions& p, std::size_t i) {
  return {p.predicted_positive(i) ? 1.0 : 0.0, p.positive(i) ? p.weight_of(i) : 0.0};
}

Term specificity_term(const Predictions& p, std::size_t i) {
  return {p.predicted_positive(i) ? 0.0 : 1.0, p.positive(i) ? 0.0 : p.weight_of(i)};
}

/// 2 TP / (2 TP + FP + FN) is the mean of 1 over true positives, counted twice, and 0 over errors.
Term f1_term(const Predictions& p, std::size_t i) {
  if (p.positive(i) && p.predicted_positive(i)) return {1.0, 2 * p.weight_of(i)};
  return {0.0, p.positive(i) || p.predicted_positive(i) ? p.weight_of(i) : 0.0};
}

template <Term (*term)(const Predictions&, std::size_t)>
MeanSums sums(const PredictionSummary& summary) {
  const Predictions& p = summary.rows();
  return detail::sum_of_rows<MeanSums>(p.size(), [&](MeanSums& to, std::size_t i) {
    const Term t = term(p, i);
    to.add(t.value, t.weight);
  });
}

template <Term (*term)(const Predictions&, std::size_t)>
double mean(const PredictionSummary& summary) {
  return sums<term>(summary).mean();
}

template <Term (*term)(const Predictions&, std::size_t)>
double mean_error(const PredictionSummary& summary) {
  return sums<term>(summary).standard_error();
}

/// The effective number of rows of a weighted mean, (Σw)²/Σw² (Kish 1965, "Survey Sampling").
template <Term (*term)(const Predictions&, std::size_t)>
double equal_rows(const PredictionSummary& summary) {
  const auto sum = sums<term>(summary);
  return sum.weight * sum.weight / sum.squared_weight;
}

double least_class_rows(const PredictionSummary& summary) {
  return std::min(equal_rows<recall_term>(summary), equal_rows<specificity_term>(summary));
}

double rarer_class_rows(const PredictionSummary& summary) {
  return summary.discrimination().rarer_rows;
}

template <double (*of)(const ConfusionMatrix&)>
double from_counts(const PredictionSummary& summary) {
  return of(summary.counts());
}

double balanced_accuracy_error(const PredictionSummary& summary) {
  return std::hypot(mean_error<recall_term>(summary), mean_error<specificity_term>(summary)) / 2;
}

template <double Discrimination::*member>
double from_ranking(const PredictionSummary& summary) {
  return summary.discrimination().*member;
}

template <double CalibrationLine::*member>
double from_line(const PredictionSummary& summary) {
  return summary.calibration_line().*member;
}

double ece(const PredictionSummary& summary) {
  return expected_calibration_error(summary.rows());
}

constexpr Metric kMetrics[] = {
    {"log_loss", "mean of −log(probability of the true class)", false, 0, kInfinity,  //
     mean<log_loss_term>, mean_error<log_loss_term>, IntervalKind::normal},
    {"brier", "mean squared difference of probability and outcome", false, 0, 1,  //
     mean<brier_term>, mean_error<brier_term>, IntervalKind::normal},
    {"accuracy", "share of rows labelled rightly", true, 0, 1,  //
     from_counts<accuracy>, mean_error<accuracy_term>, IntervalKind::share, equal_rows<accuracy_term>, true},
    {"balanced_accuracy", "mean of recall and specificity", true, 0, 1,  //
     from_counts<balanced_accuracy>, balanced_accuracy_error, IntervalKind::share, least_class_rows, true},
    {"precision", "share of true positives among rows labelled positive", true, 0, 1,  //
     from_counts<precision>, mean_error<precision_term>, IntervalKind::share, equal_rows<precision_term>, true},
    {"recall", "share of positives labelled positive (sensitivity)", true, 0, 1,  //
     from_counts<recall>, mean_error<recall_term>, IntervalKind::share, equal_rows<recall_term>, true},
    {"specificity", "share of negatives labelled negative", true, 0, 1,  //
     from_counts<specificity>, mean_error<specificity_term>, IntervalKind::share, equal_rows<specificity_term>,
     true},
    {"f1", "harmonic mean of precision and recall", true, 0, 1,  //
     from_counts<f1>, mean_error<f1_term>, IntervalKind::share, equal_rows<f1_term>, true},
    {"mcc", "Matthews correlation of label and outcome", true, -1, 1,  //
     from_counts<matthews_correlation>, nullptr, IntervalKind::none, nullptr, true},
    {"roc_auc", "chance that a positive row ranks above a negative one", true, 0, 1,  //
     from_ranking<&Discrimination::roc_auc>, from_ranking<&Discrimination::roc_auc_error>,
     IntervalKind::auc, rarer_class_rows},
    {"average_precision", "precision averaged over recall", true, 0, 1,  //
     from_ranking<&Discrimination::average_precision>, nullptr},
    {"ece", "expected calibration error, 10 equal-width bins", false, 0, 1,  //
     ece, nullptr},
    {"calibration_slope", "slope of outcome on logit; 1 is ideal, less overconfident", true, -kInfinity, kInfinity,  //
     from_line<&CalibrationLine::slope>, from_line<&CalibrationLine::slope_error>, IntervalKind::normal},
    {"calibration_intercept", "intercept of outcome on logit; ideal is 0", true, -kInfinity, kInfinity,  //
     from_line<&CalibrationLine::intercept>, from_line<&CalibrationLine::intercept_error>,
     IntervalKind::normal},
};

}  // namespace

std::span<const Metric> metrics() {
  return kMetrics;
}

const Metric& metric(std::string_view name) {
  return find_named(metrics(), "metric", name);
}

namespace {

constexpr double kTail = 0.025;

struct Bounds {
  double lower, upper;
};

/// Bounds for a share of 0 or 1 among n rows, which shows no spread.
Bounds exact_bounds(double share, double rows) {
  const double reach = std::pow(kTail, 1 / rows);
  return share > 0.5 ? Bounds{reach, 1} : Bounds{0, 1 - reach};
}

/// Assumes standard error √(share(1 − share)/(n − 1)).
Bounds wilson_bounds(double share, double error) {
  const auto [lower, upper] = wilson_interval(share, share * (1 - share) / (error * error) + 1);
  return {lower, upper};
}

Bounds logit_bounds(double share, double error) {
  const double reach = kNormalQuantile975 * error / (share * (1 - share));
  return {sigmoid(logit(share) - reach), sigmoid(logit(share) + reach)};
}

/// True for a share that shows no spread.
bool is_all_or_none(const Metric& metric, double value) {
  return metric.interval != IntervalKind::normal && (value <= 0 || value >= 1);
}

Bounds bounds(const Metric& metric, double value, double error) {
  if (metric.interval == IntervalKind::normal) {
    return {std::max(metric.lowest, value - kNormalQuantile975 * error),
            std::min(metric.highest, value + kNormalQuantile975 * error)};
  }
  return metric.interval == IntervalKind::share ? wilson_bounds(value, error) : logit_bounds(value, error);
}

}  // namespace

MetricInterval interval_of(const Metric& metric, double value, double standard_error) {
  MetricInterval found{value, standard_error, kNaN, kNaN};
  if (metric.interval == IntervalKind::none || is_all_or_none(metric, value) || !(standard_error > 0)) return found;
  const auto [lower, upper] = bounds(metric, value, standard_error);
  found.lower = lower;
  found.upper = upper;
  return found;
}

MetricInterval evaluate_with_interval(const Metric& metric, const PredictionSummary& p) {
  MetricInterval found{metric.evaluate(p), kNaN, kNaN, kNaN};
  if (metric.interval == IntervalKind::none || std::isnan(found.value)) return found;
  const double error = metric.standard_error(p);
  const auto [lower, upper] = is_all_or_none(metric, found.value) ? exact_bounds(found.value, metric.rows(p))
                                                                  : bounds(metric, found.value, error);
  found.lower = lower;
  found.upper = upper;
  if (error > 0) found.standard_error = error;
  return found;
}

MetricInterval evaluate_with_interval(const Metric& metric, const Predictions& predictions) {
  return evaluate_with_interval(metric, PredictionSummary(predictions));
}

}  // namespace binet
