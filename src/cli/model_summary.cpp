#include "model_summary.hpp"

#include "binet/model/inspection.hpp"
#include "format_text.hpp"

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

double metric_of(const TrainingReport& report, const std::string& name) {
  const auto found = std::ranges::find(report.validation_metrics, name, [](const auto& pair) { return pair.first; });
  return found == report.validation_metrics.end() ? std::nan("") : found->second;
}

/// "log loss 0.0555", or a dash for what the rows leave undefined.
std::string figure(const TrainingReport& report, const char* name, const char* title) {
  const double value = metric_of(report, name);
  return title + (std::isnan(value) ? std::string(" -") : format_text(" %.4f", value));
}

std::string validation_lines(const TrainingReport& report) {
  if (report.validated_on.empty()) return line("Held out", "nothing, so that there are no honest figures");
  const auto metric = [&](const char* name, const char* title) { return figure(report, name, title); };
  const double slope = metric_of(report, "calibration_slope");
  return line("Held out", report.validated_on + ": " + grouped(report.validation_rows) + " rows") +
         line("", metric("log_loss", "log loss") + format_text(" (base rate %.4f)   ", report.base_log_loss) +
                      metric("roc_auc", "ROC AUC") + "   " + metric("brier", "Brier")) +
         line("", metric("accuracy", "accuracy") + "   " + metric("precision", "precision") + "   " +
                      metric("recall", "recall") + "   " + metric("f1", "F1")) +
         line("", std::isnan(slope) ? "calibration slope and intercept: too few rows to tell"
                                    : format_text("calibration slope %.4g, intercept %.4g (1 and 0 are perfect)", slope,
                                                  metric_of(report, "calibration_intercept")));
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
