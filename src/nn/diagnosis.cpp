#include "nn/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet {
namespace {

constexpr Index kRows = 4096;
constexpr Scalar kSmallSlope = Scalar(0.01);
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double root_mean_square(ConstSpan numbers) {
  double squares = 0;
  for (const Scalar x : numbers) squares += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(squares / static_cast<double>(numbers.size()));
}

double mean(ConstSpan numbers) {
  double sum = 0;
  for (const Scalar x : numbers) sum += static_cast<double>(x);
  return sum / static_cast<double>(numbers.size());
}

void count_saturated(const Buffer& slope, LayerDiagnosis& diagnosis) {
  Index saturated = 0, dead = 0;
  for (Index u = 0; u < slope.columns(); ++u) {
    Index rows = 0;
    for (Index i = 0; i < slope.rows(); ++i) rows += std::abs(slope.row(i)[u]) < kSmallSlope;
    saturated += rows;
    dead += rows == slope.rows();
  }
  diagnosis.saturated = static_cast<double>(saturated) / static_cast<double>(slope.rows() * slope.columns());
  diagnosis.dead_units = static_cast<double>(dead) / static_cast<double>(slope.columns());
}

}  // namespace

std::vector<LayerDiagnosis> diagnose(const Network& network, const Examples& examples, const Loss& loss,
                                     const LossSettings& settings) {
  const RowRange rows{0, std::min(examples.rows(), kRows)};
  const auto count = static_cast<std::size_t>(rows.size());
  std::vector<Scalar> logits(count), values(count), slopes(count);
  Workspace workspace;
  network.forward(examples.features, rows, workspace, logits);
  loss.evaluate(logits, ConstSpan(examples.target.data(), count), settings, values, slopes);

  std::vector<LayerDiagnosis> diagnoses(network.layer_count());
  workspace.gradient_here.shape(rows.size(), 1);
  std::ranges::copy(slopes, workspace.gradient_here.span().begin());
  Buffer activation_slope;
  for (std::size_t i = network.layer_count(); i-- > 0;) {
    const Layer& layer = network.layer(i);
    const LayerInput input = Network::layer_input(i, examples.features, rows, workspace);
    diagnoses[i] = {.type = std::string(layer.type()),
                    .activation = "",
                    .saturated = kUndefined,
                    .dead_units = kUndefined,
                    .gradient_rms = root_mean_square(workspace.gradient_here.span()),
                    .parameter_gradient_rms = kUndefined,
                    .parameter_gradient_norm = kUndefined,
                    .mean_output = mean(workspace.caches[i].output.span())};
    if (i < network.hidden().size() && layer_type(layer.type()).reads("activation")) {
      diagnoses[i].activation = network.hidden()[i].activation;
    }
    activation_slope.shape(rows.size(), layer.output_size());
    if (layer.activation_slope(input, workspace.caches[i], activation_slope.span())) {
      count_saturated(activation_slope, diagnoses[i]);
    }
    std::vector<Scalar> gradient(network.layer_parameters(i).size());
    layer.backward(network.layer_parameters(i), input, workspace.caches[i], workspace.gradient_here, gradient,
                   i == 0 ? nullptr : &workspace.gradient_below);
    if (!gradient.empty()) {
      diagnoses[i].parameter_gradient_rms = root_mean_square(gradient) / static_cast<double>(rows.size());
      diagnoses[i].parameter_gradient_norm =
          diagnoses[i].parameter_gradient_rms * std::sqrt(static_cast<double>(gradient.size()));
    }
    std::swap(workspace.gradient_here, workspace.gradient_below);
  }
  return diagnoses;
}

}  // namespace binet
