#include "cli/model_summary.hpp"

#include "cli/format_text.hpp"
#include "binet/modelfile/inspection.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

std::string line(const char* title, const std::string& text) {
  return format_text("%-12s%s\n", title, text.c_str());
}

/// 1,234,567.
std::string grouped(Index number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string target_line(const Classifier& model) {
  const TargetSchema& target = model.schema.target;
  return line("Target", target.name + ": \"" + target.positive + "\" (positive, " +
                            format_text("%.4g", 100 * model.report.positive_share) + " %) against \"" +
                            target.negative + "\"; " + grouped(model.report.rows) + " rows");
}

std::string column_line(const Classifier& model) {
  Index numeric = 0, categories = 0, dropped = 0;
  for (const ColumnSchema& column : model.schema.columns) {
    ++(!column.dropped.empty() ? dropped : column.type == ColumnType::numeric ? numeric : categories);
  }
  std::string text = std::to_string(numeric) + " numeric, " + std::to_string(categories) + " of categories";
  if (dropped > 0) text += "; " + std::to_string(dropped) + " not used";
  return line("Columns", text);
}

/// "30 inputs → 10 × dense 32 sigmoid → output: …".
std::string network_text(const Classifier& model, std::size_t member) {
  const Network& network = model.members[member].network;
  const std::vector<LayerSummary> layers = summarize_layers(model, member, 0);
  std::string text = grouped(network.input_shape().one_hot_size()) + " inputs";
  for (auto layer = layers.begin(); layer != layers.end();) {
    const auto next = std::find_if(layer, layers.end(),
                                   [&](const LayerSummary& other) { return other.description != layer->description; });
    text += " → " + (next - layer > 1 ? std::to_string(next - layer) + " × " : "") + layer->description;
    layer = next;
  }
  return text + "; " + grouped(network.parameter_count()) + " parameters";
}

/// Networks of the same shape share a line: "8 × 30 inputs → …; 20,639 parameters; 35 % of the mix".
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
    if (model.members.size() > 1) described += format_text("; %.0f %% of the mix", 100 * weight);
    text += text.empty() ? line("Model", title + described) : line("", std::string(indent, ' ') + described);
  }
  return text;
}

using Figures = std::vector<std::pair<std::string, double>>;

double figure_of(const Figures& figures, const std::string& name) {
  const auto found = std::ranges::find(figures, name, [](const auto& pair) { return pair.first; });
  return found == figures.end() ? std::nan("") : found->second;
}

/// "log loss 0.0555", or a dash for what the rows leave undefined.
std::string figure(const Figures& figures, const char* name, const char* title) {
  const double value = figure_of(figures, name);
  return title + (std::isnan(value) ? std::string(" -") : format_text(" %.4f", value));
}

/// " ± 0.0012"; empty where no standard error is known.
std::string error_of(const TrainingReport& report, const char* name) {
  const double error = figure_of(report.validation_errors, name);
  if (std::isnan(error)) return "";
  return error < 1 ? format_text(" ± %.4f", error) : format_text(" ± %.4g", error);
}

std::string validation_lines(const TrainingReport& report) {
  if (report.validated_on.empty()) return line("Held out", "nothing, so that there are no honest figures");
  const Figures& found = report.validation_metrics;
  const auto with_error = [&](const char* name, const char* title) {
    return figure(found, name, title) + error_of(report, name);
  };
  std::string text =
      line("Held out", report.validated_on + ": " + grouped(report.validation_rows) + " rows") +
      line("", with_error("log_loss", "log loss") + format_text(" (base rate %.4f)   ", report.base_log_loss) +
                   with_error("roc_auc", "ROC AUC") + "   " + with_error("brier", "Brier"));
  if (!report.logistic_metrics.empty()) {
    const Figures& logistic = report.logistic_metrics;
    text += line("", "logistic regression alone: " + figure(logistic, "log_loss", "log loss") + "   " +
                         figure(logistic, "roc_auc", "ROC AUC") + "   " + figure(logistic, "brier", "Brier"));
  }
  text += line("", figure(found, "accuracy", "accuracy") + "   " + figure(found, "precision", "precision") + "   " +
                       figure(found, "recall", "recall") + "   " + figure(found, "f1", "F1"));
  const double slope = figure_of(found, "calibration_slope");
  if (std::isnan(slope)) return text + line("", "calibration slope and intercept: too few rows to tell");
  return text + line("", "calibration slope" + format_text(" %.4g", slope) + error_of(report, "calibration_slope") +
                             ", intercept" + format_text(" %.4g", figure_of(found, "calibration_intercept")) +
                             error_of(report, "calibration_intercept") + " (1 and 0 are perfect)");
}

std::string threshold_line(const Classifier& model) {
  const std::string number = format_text("%.4g", model.threshold);
  return line("Threshold", number + (model.threshold_rule == number ? "" : ", chosen by " + model.threshold_rule));
}

}  // namespace

std::string print_summary(const Classifier& model) {
  std::string text = target_line(model) + column_line(model) + model_lines(model) +
                     line("Training", model.report.verdict) + validation_lines(model.report) + threshold_line(model);
  const char* title = "Notes";
  for (const std::string& note : model.report.notes) {
    text += line(title, note);
    title = "";
  }
  return text;
}

}  // namespace binet
