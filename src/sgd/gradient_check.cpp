#include "math/random.hpp"
#include "sgd/batch_gradient.hpp"
#include "sgd/network_training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

namespace binet {
namespace {

constexpr bool kExact = std::is_same_v<Scalar, double>;
constexpr double kStep = kExact ? 1e-4 : 2e-2;
constexpr double kFloor = kExact ? 1e-8 : 1e-2;

using NamedParameter = std::pair<Index, std::string>;

std::vector<NamedParameter> named_parameters(const Network& network) {
  std::vector<NamedParameter> parameters;
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      for (Index i = 0; i < block.size(); ++i) {
        parameters.emplace_back(block.offset + i, "layer " + std::to_string(layer + 1) + " " + block.name + "[" +
                                                      std::to_string(i / block.columns) + ", " +
                                                      std::to_string(i % block.columns) + "]");
      }
    }
  }
  return parameters;
}

}  // namespace

GradientCheck check_gradient(const Network& network, const Examples& examples, const NetworkTrainingSettings& settings,
                             Index max_parameters) {
  detail::check_settings(network, examples, settings);
  Network probe = network;
  NetworkTrainingSettings smooth = settings;
  smooth.l1 = 0;
  std::vector<Index> rows(static_cast<std::size_t>(examples.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  detail::Batch batch(examples, examples.rows(), settings.label_smoothing);
  batch.choose(rows, 1 / detail::weight_sum(examples));
  detail::BatchGradient evaluator(probe, smooth, examples.rows());
  const auto objective = [&] { return evaluator.evaluate(batch, nullptr) + evaluator.penalty(); };
  objective();
  for (const ParameterRange& range : evaluator.ranges()) evaluator.join_shards(range);
  const VectorD analytic = evaluator.gradient().cast<double>();

  std::vector<NamedParameter> parameters = named_parameters(probe);
  Random(settings.seed).shuffle(std::span(parameters));
  parameters.resize(std::min(parameters.size(), static_cast<std::size_t>(max_parameters)));

  double scale = 0;
  for (const auto& [index, name] : parameters) scale = std::max(scale, std::abs(analytic[index]));
  GradientCheck check;
  check.checked = static_cast<Index>(parameters.size());
  for (const auto& [index, name] : parameters) {
    Scalar& parameter = probe.parameters()[index];
    const Scalar centre = parameter;
    const auto slope_over = [&](double step) {
      parameter = centre + static_cast<Scalar>(step);
      const double above = objective(), up = parameter;
      parameter = centre - static_cast<Scalar>(step);
      const double below = objective(), down = parameter;
      parameter = centre;
      return (above - below) / (up - down);
    };
    const double numeric = (4 * slope_over(kStep) - slope_over(2 * kStep)) / 3;
    const double size =
        std::max({std::abs(analytic[index]), std::abs(numeric), kFloor * scale, std::numeric_limits<double>::min()});
    const double error = std::abs(analytic[index] - numeric) / size;
    if (check.worst_parameter.empty() || error > check.largest_relative_error || std::isnan(error)) {
      check.largest_relative_error = error;
      check.worst_parameter = name;
    }
  }
  return check;
}

}  // namespace binet
