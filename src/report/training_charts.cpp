#include "model/evidence.hpp"
#include "report/chart_parts.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace binet {
namespace {

/// Saturation and gradients of the hidden layers over the epochs; of many layers evenly spaced ones.
void add_layer_courses(const LayerCourse& course, std::vector<AnyChart>& charts) {
  constexpr std::size_t kMostLayers = 7;
  if (course.epoch.size() < 2) return;
  const std::vector<double> epochs(course.epoch.begin(), course.epoch.end());
  Chart gradient{"gradients", "Gradients over the epochs", "", "epoch", "gradient", {}};
  Chart saturation{"saturation", "Saturation over the epochs", "", "epoch", "saturated", {}};
  gradient.y_is_log = saturation.y_is_share = true;
  saturation.y_range = {0, 1};
  const std::size_t shown = std::min(kMostLayers, course.layers.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const LayerCourse::Layer& layer = course.layers[shown == 1 ? 0 : i * (course.layers.size() - 1) / (shown - 1)];
    const std::string number = layer.name.substr(0, layer.name.find(' '));
    const std::string name = "layer " + (layer.activation.empty() ? layer.name : number + ", " + layer.activation);
    std::vector<double> above_zero = layer.gradient;  // a logarithm of 0 has no place on the axis
    std::ranges::replace(above_zero, 0.0, std::nan(""));
    gradient.series.push_back({name, Mark::line, static_cast<int>(i), epochs, std::move(above_zero)});
    if (!layer.saturated.empty()) {
      saturation.series.push_back({name, Mark::line, static_cast<int>(i), epochs, layer.saturated});
    }
  }
  gradient.note = "Root mean square of the slope of the loss by each layer's outputs, while the saved network trained. "
                  "Where it shrinks from layer to layer towards the first, the first layers hardly learn.";
  saturation.note = "Share of activations whose slope is below 0.01: they pass almost no gradient. For relu it is the "
                    "share of zeros, and half is usual.";
  charts.emplace_back(std::move(gradient));
  if (!saturation.series.empty()) charts.emplace_back(std::move(saturation));
}

}  // namespace

std::vector<AnyChart> training_charts(const ReportData& report) {
  const TrainingReport& training = report.model().report;
  const std::vector<LearningCurve>& curves = evidence_of(training).curves;
  std::vector<AnyChart> charts;
  const auto chart_of = [&](const std::string& id, const std::string& title) {
    return Chart{id, title, "", "epoch", "loss", {}};
  };
  if (curves.empty()) return charts;
  const auto add_losses = [](Chart& chart, const LearningCurve& curve) {
    std::vector<double> epochs(curve.epoch.begin(), curve.epoch.end());
    chart.series.push_back({"training", Mark::line, 0, epochs, curve.loss});
    if (!curve.validation_loss.empty())
      chart.series.push_back({"held-out rows", Mark::line, 1, epochs, curve.validation_loss});
  };
  if (training.recipe == "auto" || training.recipe == "distilled") {
    for (std::size_t i = 0; i < curves.size(); ++i) {
      Chart chart = chart_of("learning-" + std::to_string(i + 1), "Learning curve: " + curves[i].name);
      add_losses(chart, curves[i]);
      chart.note = "Loss per epoch, averaged over the networks. Each is kept as it was after its own best epoch.";
      charts.push_back(std::move(chart));
    }
    return charts;
  }
  Chart chart = chart_of("learning", "Learning curve");
  double top = 0;
  for (std::size_t i = 1; i < curves.size(); ++i) {
    std::vector<double> epochs(curves[i].epoch.begin(), curves[i].epoch.end());
    chart.series.push_back({"", Mark::thin, 1, epochs, curves[i].validation_loss});
  }
  add_losses(chart, curves.front());
  for (const Series& series : chart.series) {
    for (const double value : series.y) top = std::max(top, std::isfinite(value) ? value : 0);
  }
  if (training.best_epoch > 0) {
    chart.lines.push_back(
        {static_cast<double>(training.best_epoch), "epoch " + std::to_string(training.best_epoch) + " kept"});
  }
  chart.note = curves.size() > 1
                   ? "Loss per epoch: the mean over " + std::to_string(curves.size() - 1) +
                         " networks that each leave out one fold, and thin lines for the held-out rows of each."
                   : "Loss per epoch.";
  charts.push_back(std::move(chart));
  add_layer_courses(evidence_of(training).course, charts);
  return charts;
}

}  // namespace binet
