#include "nn/inference_step.hpp"

#include "binet/nn/network.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace binet {
namespace {

constexpr Index kInputs = 5;
using Places = std::array<std::vector<double>, kInferencePlaces>;

std::vector<double> affine(const InferenceStep& step, const std::vector<double>& x) {
  std::vector<double> z(step.bias.begin(), step.bias.end());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double scaled = step.scale.empty() ? x[i] : x[i] * static_cast<double>(step.scale[i]);
    for (std::size_t u = 0; u < z.size(); ++u) z[u] += scaled * static_cast<double>(step.weights[i * z.size() + u]);
  }
  return z;
}

std::vector<double> activate(const InferenceStep& step, const std::vector<double>& x) {
  std::vector<Scalar> y(x.begin(), x.end());
  step.activation->forward(y, y);
  return {y.begin(), y.end()};
}

std::vector<double> normalise(const InferenceStep& step, const std::vector<double>& x) {
  double mean = 0, variance = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
  std::vector<double> y;
  for (std::size_t u = 0; u < x.size(); ++u) {
    const double normal = (x[u] - mean) / std::sqrt(variance + step.epsilon);
    y.push_back(static_cast<double>(step.weights[u]) * normal + static_cast<double>(step.bias[u]));
  }
  return y;
}

/// What an export computes from the steps.
std::vector<double> run(const std::vector<InferenceStep>& steps, const std::vector<double>& x) {
  Places places{x};
  for (const InferenceStep& step : steps) {
    const auto from = places.at(static_cast<std::size_t>(step.from));
    const auto other = places.at(static_cast<std::size_t>(step.other));
    EXPECT_EQ(static_cast<Index>(from.size()), step.inputs);
    std::vector<double>& to = places.at(static_cast<std::size_t>(step.to));
    switch (step.kind) {
      case InferenceStep::Kind::affine:
        EXPECT_NE(step.from, step.to) << "an affine step would overwrite what it reads";
        to = affine(step, from);
        break;
      case InferenceStep::Kind::activation:
        to = activate(step, from);
        break;
      case InferenceStep::Kind::product:
        to.resize(from.size());
        for (std::size_t u = 0; u < from.size(); ++u) to[u] = from[u] * other[u];
        break;
      case InferenceStep::Kind::normalise:
        to = normalise(step, from);
        break;
    }
    EXPECT_EQ(static_cast<Index>(to.size()), step.units);
  }
  return places[0];
}

/// A specification with every setting that the type reads away from its usual value.
LayerSpec specification(const LayerType& type) {
  LayerSpec spec{.type = std::string(type.name)};
  if (type.reads("units")) spec.units = 3;
  if (type.reads("activation")) spec.activation = "gelu";
  if (type.reads("rate")) spec.rate = 0.5;
  if (type.reads("input_scale")) spec.input_scale = true;
  return spec;
}

TEST(InferenceStep, OfEveryLayerTypeComputesWhatForwardComputes) {
  for (const LayerType& type : layer_types()) {
    const auto layer = make_layer(specification(type), {.dense = kInputs, .levels = {}, .bins = {}});
    Index count = 0;
    for (const ParameterBlock& block : layer->parameter_blocks()) count += block.size();
    Random random(3);
    std::vector<Scalar> parameters(static_cast<std::size_t>(count));
    for (Scalar& parameter : parameters) parameter = static_cast<Scalar>(random.normal());
    Features features;
    features.dense.resize(1, kInputs);
    for (Index i = 0; i < kInputs; ++i) features.dense(0, i) = static_cast<Scalar>(random.normal());
    LayerCache cache;
    layer->forward(parameters, LayerInput(features, {0, 1}), cache, nullptr);
    const std::vector<double> x(features.dense.data(), features.dense.data() + kInputs);
    const std::vector<double> y = run(layer->inference_steps(parameters), x);
    ASSERT_EQ(static_cast<Index>(y.size()), layer->output_size()) << type.name;
    for (std::size_t u = 0; u < y.size(); ++u) {
      EXPECT_NEAR(y[u], static_cast<double>(cache.output.row(0)[u]), 1e-5) << type.name << " unit " << u;
    }
  }
}

// One workspace may serve networks of other layers: each layer makes the scratch it needs.
TEST(LayerCache, ServesLayersOfEveryTypeOneAfterAnother) {
  Features features;
  features.dense.resize(2, kInputs);
  features.dense.setOnes();
  LayerCache shared;
  for (const LayerType& type : layer_types()) {
    const auto layer = make_layer(specification(type), {.dense = kInputs, .levels = {}, .bins = {}});
    Index count = 0;
    for (const ParameterBlock& block : layer->parameter_blocks()) count += block.size();
    const std::vector<Scalar> parameters(static_cast<std::size_t>(count), Scalar{0.5});
    const LayerInput input(features, {0, 2});
    LayerCache own;
    layer->forward(parameters, input, shared, nullptr);
    layer->forward(parameters, input, own, nullptr);
    EXPECT_TRUE(std::ranges::equal(shared.output.span(), own.output.span())) << type.name;
    Buffer gradient, below;
    gradient.shape(2, layer->output_size());
    std::ranges::fill(gradient.span(), Scalar{1});
    std::vector<Scalar> parameter_gradient(parameters.size());
    layer->backward(parameters, input, shared, gradient, parameter_gradient, &below);
    EXPECT_EQ(below.rows(), 2) << type.name;
  }
}

}  // namespace
}  // namespace binet
