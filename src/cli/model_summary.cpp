#include "cli/model_summary.hpp"

#include "binet/model/coefficients.hpp"
#include "cli/format_text.hpp"
#include "cli/loss_text.hpp"
#include "cli/text_layout.hpp"
#include "eval/calibration_metrics.hpp"
#include "model/member.hpp"
#include "modelfile/inspection.hpp"
#include "table/column_counts.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr std::size_t kTitleWidth = 12;

/// A title and its text, wrapped to the width of the terminal.
std::string line(const char* title, const std::string& text) {
  return padded(title, kTitleWidth) + wrapped(text, terminal_width(STDOUT_FILENO, kNoWrap), kTitleWidth, kTitleWidth) +
         "\n";
}

/// Empty for a model of one row at a time.
std::string sequence_line(const Classifier& model) {
  const SequenceColumns& columns = model.schema.sequence;
  if (!columns.used()) return "";
  return line("Sequences", "rows with the same " + columns.sequence + ", in the order of " +
                               (columns.order.empty() ? "the file" : columns.order) + "; one prediction per " +
                               (columns.each_row ? "row, from the rows so far" : "sequence"));
}

/// What the logit has besides coefficients that are estimated; usually empty.
std::string logit_lines(const Classifier& model) {
  const Schema& schema = model.schema;
  return (schema.offset.empty() ? "" : line("Offset", schema.offset + ": added to the logit with coefficient 1")) +
         (schema.intercept ? "" : line("Intercept", "none: the logit is 0 where every column is 0"));
}

std::string target_line(const Classifier& model) {
  const TargetSchema& target = model.schema.target;
  return line("Target", target.name + ": \"" + target.positive + "\" (positive, " +
                            percentage(model.report.positive_share) + ") against \"" + target.negative + "\"; " +
                            counted(model.report.rows, example_name(model)));
}

std::string column_line(const Classifier& model) {
  const auto dropped = std::ranges::count_if(model.schema.columns, [](const ColumnSchema& column) {
    return !column.dropped.empty() && column.source.part.empty();
  });
  std::string text = detail::column_counts(model.schema);
  if (dropped > 0) text += "; " + std::to_string(dropped) + " not used";
  return line("Columns", text);
}

/// "30 inputs → 10 × dense 32 sigmoid → output: …".
std::string network_text(const Classifier& model, std::size_t member) {
  const Network& network = model.members[member].network;
  const std::vector<LayerSummary> layers = summarize_layers(model, member, 0);
  std::string text = counted(network.input_shape().one_hot_size(), "input");
  for (auto layer = layers.begin(); layer != layers.end();) {
    const auto next = std::find_if(layer, layers.end(),
                                   [&](const LayerSummary& other) { return other.description != layer->description; });
    text += " → " + (next - layer > 1 ? std::to_string(next - layer) + " × " : "") + layer->description;
    layer = next;
  }
  return text + "; " + counted(network.parameter_count(), "parameter");
}

/// Networks of the same shape share a line: "8 × 30 inputs → …; 20,639 parameters; 35% of the mixture".
std::string model_lines(const Classifier& model) {
  std::string text, title = model.report.recipe + ": ";
  const std::size_t indent = title.size();
  for (std::size_t m = 0; m < model.members.size();) {
    const std::string network = network_text(model, m);
    double weight = 0;
    std::size_t same = 0;
    for (; m < model.members.size() && network_text(model, m) == network; ++m, ++same)
      weight += model.members[m].weight;
    std::string described = (same > 1 ? std::to_string(same) + " × " : "") + network;
    if (model.members.size() > 1) described += format_text("; %.0f%% of the mixture", 100 * weight);
    text += text.empty() ? line("Model", title + described) : line("", std::string(indent, ' ') + described);
  }
  return text;
}

using Metrics = std::vector<std::pair<std::string, double>>;

double value_of(const Metrics& metrics_found, const std::string& name) {
  const auto found = std::ranges::find(metrics_found, name, [](const auto& pair) { return pair.first; });
  return found == metrics_found.end() ? std::nan("") : found->second;
}

/// "log loss 0.0555", or a dash if the metric is undefined.
std::string metric_text(const Metrics& metrics_found, const char* name, const char* title) {
  const double value = value_of(metrics_found, name);
  return title + (std::isnan(value) ? std::string(" -") : " " + loss_text(value));
}

/// " ± 0.0012"; empty if the standard error is unknown.
std::string error_of(const TrainingReport& report, const char* name) {
  const double error = value_of(report.validation_errors, name);
  if (std::isnan(error)) return "";
  if (is_small(value_of(report.validation_metrics, name))) return format_text(" ± %.1e", error);
  return error < 1 ? format_text(" ± %.4f", error) : format_text(" ± %.4g", error);
}

std::string validation_lines(const Classifier& model) {
  const TrainingReport& report = model.report;
  if (report.validated_on.empty()) return line("Held out", "no rows, so there are no held-out metrics");
  const Metrics& found = report.validation_metrics;
  const auto with_error = [&](const char* name, const char* title) {
    return metric_text(found, name, title) + error_of(report, name);
  };
  std::string text =
      line("Held out", report.validated_on + ": " + counted(report.validation_rows, example_name(model))) +
      line("", with_error("log_loss", "log loss") +
                   (report.base_log_loss > 0 ? "   (base rate " + loss_text(report.base_log_loss) + ")" : "")) +
      line("", with_error("roc_auc", "ROC AUC") + "   " + with_error("brier", "Brier"));
  if (!report.logistic_metrics.empty() && !is_logistic(model)) {
    const Metrics& logistic = report.logistic_metrics;
    const bool of_figures = model.schema.sequence.used();
    text += line("", std::string(of_figures ? "logistic regression on last, mean and slope" : "logistic regression") +
                         ": " + metric_text(logistic, "log_loss", "log loss") + "   " +
                         metric_text(logistic, "roc_auc", "ROC AUC") + "   " + metric_text(logistic, "brier", "Brier"));
    const double difference = value_of(logistic, "log_loss_difference");
    const double error = value_of(logistic, "log_loss_difference_error");
    if (of_figures && !std::isnan(difference)) {  // of a mixture, the verdict has it
      text += line("", "difference in log loss, row by row:" + format_text(" %+.4f", difference) +
                           (std::isnan(error) ? "" : format_text(" ± %.4f", error)) + " (below 0: the " +
                           report.recipe + " is better)");
    }
  }
  text += line("", metric_text(found, "accuracy", "accuracy") + "   " + metric_text(found, "precision", "precision") +
                       "   " + metric_text(found, "recall", "recall") + "   " + metric_text(found, "f1", "F1"));
  const double slope = value_of(found, "calibration_slope");
  if (std::isnan(slope)) {
    const std::string reason(reason_for_no_line(value_of(found, "roc_auc")));
    return text + line("", "calibration slope and intercept: undefined, since " + reason +
                               "; judge by log loss and Brier score");
  }
  return text + line("", "calibration slope" + format_text(" %.4g", slope) + error_of(report, "calibration_slope") +
                             ", intercept" + format_text(" %.4g", value_of(found, "calibration_intercept")) +
                             error_of(report, "calibration_intercept") + " (ideal: 1 and 0)");
}

std::string threshold_line(const Classifier& model) {
  const std::string number = format_text("%.4g", model.threshold);
  return line("Threshold", number + (model.threshold_rule == number ? "" : ", chosen by " + model.threshold_rule));
}

}  // namespace

const char* example_name(const Classifier& model) {
  return model.schema.sequence.used() && !model.schema.sequence.each_row ? "sequence" : "row";
}

std::string print_summary(const Classifier& model) {
  std::string text = target_line(model) + sequence_line(model) + column_line(model) + model_lines(model) +
                     logit_lines(model) + line("Training", model.report.verdict) + validation_lines(model) +
                     threshold_line(model);
  const char* title = "Notes";
  for (const std::string& note : model.report.notes) {
    text += line(title, note);
    title = "";
  }
  return text;
}

void mark_as_interrupted(Classifier& model) {
  model.report.verdict = "interrupted by the user; the best model so far: " + model.report.verdict;
}

}  // namespace binet
