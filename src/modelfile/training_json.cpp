#include "modelfile/training_json.hpp"

#include "base/number_text.hpp"
#include "binet/eval/metrics.hpp"
#include "model/evidence.hpp"
#include "modelfile/evidence_json.hpp"
#include "modelfile/field_checks.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace binet {

namespace {

template <class Solver, class Field>
void describe_convergence(Solver& convergence, Field&& field) {
  field("converged", convergence.converged);
  field("iterations", convergence.iterations);
  field("objective", convergence.objective);
  field("gradient_norm", convergence.gradient_norm);
  field("relative_gradient_norm", convergence.relative_gradient_norm);
  field("interrupted", convergence.interrupted, false);
}

template <class Likelihood, class Field>
void describe_likelihood(Likelihood& likelihood, Field&& field) {
  field("deviance", likelihood.deviance);
  field("null_deviance", likelihood.null_deviance);
  field("parameters", likelihood.parameters);
}

template <class Report, class Field>
void describe_report(Report& report, Field&& field) {
  field("recipe", report.recipe);
  field("rows", report.rows);
  field("validation_rows", report.validation_rows);
  field("validated_on", report.validated_on);
  field("base_log_loss", report.base_log_loss);
  field("positive_share", report.positive_share);
  field("seed", report.seed);
  field("data_hash", report.data_hash);
  field("epochs", report.epochs, 0);
  field("best_epoch", report.best_epoch, 0);
  field("l1", report.l1);
  field("l2", report.l2);
  field("interrupted", report.interrupted, false);
  field("verdict", report.verdict);
  field("notes", report.notes, std::vector<std::string>());
  field("standard_errors", report.standard_errors, std::vector<double>());
  field("original_intercept_error", report.original_intercept_error, 0.0);
  field("covariance", report.covariance, std::vector<double>());
  field("prediction_edges", report.predictions.edges, std::vector<double>());
  field("prediction_shares", report.predictions.shares, std::vector<double>());
}

template <class Line, class Field>
void describe_reliability(Line& line, Field&& field) {
  field("intercept", line.intercept);
  field("slope", line.slope);
  field("intercept_variance", line.intercept_variance);
  field("covariance", line.covariance);
  field("slope_variance", line.slope_variance);
}

template <class Spread, class Field>
void describe_spread(Spread& spread, Field&& field) {
  field("response", spread.response);
  field("remainder", spread.remainder);
}

Json numbers_to_json(const std::vector<std::pair<std::string, double>>& numbers) {
  Json item = Json::object();
  for (const auto& [name, value] : numbers) item[name] = value;
  return item;
}

std::vector<std::pair<std::string, double>> numbers_from_json(const JsonPlace& place) {
  std::vector<std::pair<std::string, double>> numbers;
  for (const auto& item : place.value().items()) {
    numbers.emplace_back(item.key(), place[item.key()].get<double>());
  }
  return numbers;
}

/// Metrics, which must be in their ranges or NaN. A metric of another name, as other programs may add, is kept.
std::vector<std::pair<std::string, double>> metrics_from_json(const JsonPlace& place) {
  constexpr double kRounding = 1e-9;
  const auto in_range = [](const Metric& metric, double value) {
    return std::isnan(value) || (value >= metric.lowest - kRounding && value <= metric.highest + kRounding);
  };
  std::vector<std::pair<std::string, double>> found = numbers_from_json(place);
  for (const Metric& metric : metrics()) {
    const auto stored = std::ranges::find(found, metric.name, [](const auto& number) { return number.first; });
    if (stored == found.end() || in_range(metric, stored->second)) continue;
    const std::string lowest = shortest_digits(metric.lowest);
    place[stored->first].fail("a number" + (std::isinf(metric.highest)
                                                ? ", " + lowest + " or more"
                                                : " from " + lowest + " to " + shortest_digits(metric.highest)));
  }
  return found;
}

}  // namespace

Json training_to_json(const TrainingReport& report) {
  Json item;
  describe_report(report, FieldWriter(item));
  if (report.convergence) {
    Json& convergence = item["convergence"] = Json::object();
    describe_convergence(*report.convergence, FieldWriter(convergence));
  }
  if (report.likelihood) describe_likelihood(*report.likelihood, FieldWriter(item["likelihood"]));
  if (report.reliability_line) describe_reliability(*report.reliability_line, FieldWriter(item["reliability"]));
  if (report.logit_spread) describe_spread(*report.logit_spread, FieldWriter(item["logit_spread"]));
  item["validation_metrics"] = numbers_to_json(report.validation_metrics);
  if (!report.validation_errors.empty()) item["validation_errors"] = numbers_to_json(report.validation_errors);
  if (!report.logistic_metrics.empty()) item["logistic_metrics"] = numbers_to_json(report.logistic_metrics);
  if (const Evidence& evidence = evidence_of(report); !evidence.empty()) item["evidence"] = evidence_to_json(evidence);
  return item;
}

TrainingReport training_from_json(const JsonPlace& place) {
  TrainingReport report;
  FieldReader reader(place);
  describe_report(report, reader);
  if (const auto shares = place.find("prediction_shares")) require_histogram(*shares, report.predictions);
  reader.finish({"convergence", "likelihood", "reliability", "logit_spread", "validation_metrics", "validation_errors",
                 "logistic_metrics", "evidence"});
  if (const double share = report.positive_share; !(share > 0 && share < 1)) {
    place["positive_share"].fail("a number between 0 and 1, both excluded");
  }
  for (const char* const count : {"rows", "validation_rows", "epochs", "best_epoch"}) require_count(place, count);
  for (const char* const penalty : {"l1", "l2"}) read_nonnegative(place[penalty]);
  if (const auto convergence = place.find("convergence")) {
    FieldReader fields(*convergence);
    describe_convergence(report.convergence.emplace(), fields);
    fields.finish();
  }
  if (const auto reliability = place.find("reliability")) {
    FieldReader fields(*reliability);
    describe_reliability(report.reliability_line.emplace(), fields);
    fields.finish();
  }
  if (const auto spread = place.find("logit_spread")) {
    FieldReader fields(*spread);
    describe_spread(report.logit_spread.emplace(), fields);
    fields.finish();
    for (const char* const number : {"response", "remainder"}) read_nonnegative((*spread)[number]);
  }
  if (const auto likelihood = place.find("likelihood")) {
    FieldReader fields(*likelihood);
    describe_likelihood(report.likelihood.emplace(), fields);
    fields.finish();
  }
  report.validation_metrics = metrics_from_json(place["validation_metrics"]);
  if (const auto errors = place.find("validation_errors")) report.validation_errors = numbers_from_json(*errors);
  if (const auto logistic = place.find("logistic_metrics")) report.logistic_metrics = metrics_from_json(*logistic);
  if (const auto evidence = place.find("evidence"))
    report.evidence = std::make_shared<const Evidence>(evidence_from_json(*evidence));
  return report;
}

}  // namespace binet
