#include "base/counted.hpp"
#include "binet/model/coefficients.hpp"
#include "eval/few_rows.hpp"
#include "model/member.hpp"
#include "nn/recurrent_kind.hpp"
#include "page/number_format.hpp"
#include "report/report.hpp"
#include "table/column_counts.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

double value_of(const std::vector<std::pair<std::string, double>>& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, [](const auto& pair) { return std::string_view(pair.first); });
  return found == figures.end() ? std::nan("") : found->second;
}

/// "0.266 ± 0.020".
std::string with_error(const MetricInterval& found) {
  const double error = found.standard_error;
  if (!(error > 1e-6 && error < 10)) return number_text(found.value);
  const int decimals = error_decimals(error);
  return fixed_text(found.value, decimals) + " ± " + fixed_text(error, decimals);
}

/// "well above", "no better than": the distance to the base rate in standard errors.
std::string against_base_rate(const Performance& performance) {
  const MetricInterval loss = performance.find("log_loss");
  const double gain = performance.base_log_loss - loss.value;
  const double error = std::isnan(loss.standard_error) ? 0 : loss.standard_error;
  if (performance.base_log_loss <= 0) return "not comparable with a base rate, since all rows are of one class";
  if (gain <= 0) return "worse than always predicting the base rate";
  if (gain < 2 * error) return "not clearly better than always predicting the base rate";
  return gain > 0.5 * performance.base_log_loss ? "far better than always predicting the base rate"
                                                : "better than always predicting the base rate";
}

std::string layers_text(const Network& network) {
  std::string text = std::to_string(network.input_shape().one_hot_size()) + " inputs";
  for (const LayerSpec& layer : network.hidden()) {
    text += " → " + layer.type + (layer.units > 0 ? " " + std::to_string(layer.units) : "");
    if (layer_type(layer.type).reads("activation")) text += " " + layer.activation;
  }
  return text + " → output";
}

std::string kind_text(const Classifier& model) {
  const std::string& recipe = model.report.recipe;
  if (recipe == "logistic" || (recipe == "auto" && is_logistic(model))) return "logistic regression";
  if (model.schema.sequence.used()) {
    for (const LayerSpec& layer : model.members[0].network.hidden()) {
      if (is_recurrent(layer.type)) return "recurrent network (" + layer.type + ")";
    }
  }
  if (recipe == "mlp") return "neural network";
  if (recipe == "auto") return "mixture of " + counted(std::ssize(model.members), "model");
  if (recipe == "distilled") return "small network distilled from a mixture";
  return recipe;
}

/// "0.0120 ± 0.0040".
std::string change_text(double change, double error) {
  if (std::isnan(error)) return number_text(std::abs(change), 2);
  const int decimals = error_decimals(error);
  return fixed_text(std::abs(change), decimals) + " ± " + fixed_text(error, decimals);
}

/// The sentence that compares the model with logistic regression on the same rows; empty if that was not measured.
std::string against_logistic(const ReportData& report) {
  const Performance& p = report.performance;
  const std::vector<std::pair<std::string, double>>& alone = report.model().report.logistic_metrics;
  const double logistic = value_of(alone, "log_loss");
  if (std::isnan(logistic) || p.rows_described != report.model().report.validated_on) return "";
  const std::string examples = report.example_name() + std::string("s");
  if (is_logistic(report.model())) return "No mixture with networks has a lower log loss on the same " + examples + ".";
  const double difference = value_of(alone, "log_loss_difference");  // row by row, where it was measured
  const double error = value_of(alone, "log_loss_difference_error");
  const double gain = std::isnan(difference) ? logistic - p.find("log_loss").value : -difference;
  const bool sequences = report.model().schema.sequence.used();
  const bool unclear = std::abs(gain) < 2 * error, small = std::abs(gain) < 0.01 * logistic;
  return std::string("Logistic regression ") +
         (sequences ? "on the last value, mean and slope of each column" : "alone") + " has " + number_text(logistic) +
         " on the same " + examples + ", so the " + (sequences ? "network " : "mixture ") +
         (gain > 0 ? "lowers log loss by " : "raises log loss by ") + change_text(gain, error) +
         (unclear ? ": not a clear difference, and the simpler model is easier to explain."
          : small ? ": hardly a difference, and the simpler model is easier to explain."
                  : ".");
}

/// What the verdict rests on where one class has few rows; else empty.
std::string few_rows_sentence(const ReportData& report) {
  const Performance& p = report.performance;
  const double positives = p.positive_share * p.rows, rarer = std::round(std::min(positives, p.rows - positives));
  if (!(rarer > 0 && rarer < kEnoughOfClass)) return "";
  const TargetSchema& target = report.model().schema.target;
  return " Only " + counted(static_cast<long long>(rarer), report.example_name()) + " of class " +
         (2 * positives < p.rows ? target.positive : target.negative) +
         (rarer == 1 ? " is among them" : " are among them") + ", so that all figures are rough.";
}

}  // namespace

std::string report_verdict(const ReportData& report) {
  const Performance& p = report.performance;
  const TargetSchema& target = report.model().schema.target;
  const MetricInterval loss = p.find("log_loss"), auc = p.find("roc_auc");
  if (p.metrics.empty() || std::isnan(loss.value)) {
    return "No rows were held out when this model was trained, so its quality is unknown. Give a file "
           "with "
           "rows it has not seen: binet report MODEL DATA.";
  }
  const std::string rows = counted(static_cast<long long>(p.rows), report.example_name());
  std::string text = (p.seen_in_training ? "On the " + rows + " it was trained on (too optimistic), this "
                                         : "On " + rows + " it had not seen (" + p.rows_described + "), this ") +
                     kind_text(report.model()) + " is " + against_base_rate(p) + ": log loss " + with_error(loss) +
                     " against " + fixed_text(p.base_log_loss, error_decimals(loss.standard_error));
  if (!std::isnan(auc.value)) {
    text += std::string(", and it ranks a ") + report.example_name() + " of class " + target.positive +
            " above one of class " + target.negative + " in " + share_text(auc.value) + " of pairs";
  }
  text += ". ";
  if (const std::string compared = against_logistic(report); !compared.empty()) {
    text += compared;
  } else if (report.model().report.recipe == "logistic") {
    const MetricInterval slope = p.find("calibration_slope");
    if (!std::isnan(slope.value)) {
      constexpr double kUnclear = 0.25;  // an interval as wide as 1: almost any calibration is possible
      const bool calibrated = std::abs(slope.value - 1) < 0.1 || (slope.lower <= 1 && slope.upper >= 1);
      text += (calibrated && slope.standard_error > kUnclear ? "How well its probabilities are calibrated is unclear"
               : calibrated                                  ? "Its probabilities are well calibrated"
               : slope.value < 1                             ? "Its probabilities are too extreme"
                                                             : "Its probabilities are too cautious") +
              (" (calibration slope " + with_error(slope)) + "; 1 is ideal).";
    }
  } else {
    text += std::string("Logistic regression was not measured on these ") + report.example_name() + "s" +
            (report.model().schema.sequence.used() ? "." : "; train with --model logistic to compare.");
  }
  return text + few_rows_sentence(report);
}

std::vector<std::pair<std::string, std::string>> model_card(const ReportData& report) {
  const Classifier& model = report.model();
  const TrainingReport& training = model.report;
  std::vector<std::pair<std::string, std::string>> card;
  const auto add = [&](const char* name, std::string text) {
    if (!text.empty()) card.emplace_back(name, std::move(text));
  };
  add("Predicts", "the probability that " + model.schema.target.name + " is " + model.schema.target.positive +
                      " (positive) and not " + model.schema.target.negative);
  add("Model", kind_text(model) + (model.members.size() == 1 && !model.members[0].network.hidden().empty()
                                       ? ": " + layers_text(model.members[0].network)
                                       : ""));
  add("Training", training.verdict);
  add("Trained on",
      counted(training.rows, report.example_name()) + ", " + share_text(training.positive_share) + " positive");
  add("Evaluated on",
      training.validated_on.empty()
          ? "no rows were held out"
          : training.validated_on + ", " + counted(training.validation_rows, report.example_name()));
  const SequenceColumns& sequence = model.schema.sequence;
  if (sequence.used()) {
    add("Sequences",
        "rows with the same " + sequence.sequence +
            (sequence.order.empty() ? ", in the order of the file" : ", in the order of " + sequence.order) +
            (sequence.each_row ? "; one prediction per row" : "; one prediction per sequence"));
  }
  add("Columns", detail::column_counts(model.schema));
  std::string dropped;
  for (const ColumnSchema& column : model.schema.columns) {
    if (!column.dropped.empty()) dropped += (dropped.empty() ? "" : ", ") + column.name + " (" + column.dropped + ")";
  }
  add("Not used", dropped);
  std::string penalty;
  if (training.l1 > 0) penalty = "L1 " + number_text(training.l1);
  if (training.l2 > 0) penalty += (penalty.empty() ? "" : ", ") + std::string("L2 ") + number_text(training.l2);
  add("Penalty", penalty);
  add("Threshold",
      number_text(model.threshold) + (model.threshold_rule.find_first_not_of("0123456789.") == std::string::npos
                                          ? ""
                                          : ", chosen by the rule " + model.threshold_rule));
  if (model.calibration.slope != 1 || model.calibration.intercept != 0) {
    add("Calibration", "final logit = " + number_text(model.calibration.intercept) + " + " +
                           number_text(model.calibration.slope) + " · logit");
  }
  add("Seed", std::to_string(training.seed));
  add("Training data", "hash " + training.data_hash);
  add("Model file",
      report.source.model_name +
          (report.source.model_bytes > 0
               ? ", " + count_text(std::ceil(static_cast<double>(report.source.model_bytes) / 1000)) + " kB"
               : ""));
  add("Limits",
      "Probabilities hold for rows like those of training. A value beyond the training range, or an unseen "
      "level, is extrapolation; columns show association, not cause.");
  for (const std::string& note : training.notes) add("Note", note);
  return card;
}

}  // namespace binet
