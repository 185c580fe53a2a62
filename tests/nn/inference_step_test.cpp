#include "nn/inference_step.hpp"

#include "nn/network.hpp"
#include "nn/run_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace binet {
namespace {

constexpr Index kInputs = 5;
/// A specification in which every setting that the type reads differs from its default.
LayerSpec specification(const LayerType& type) {
  LayerSpec spec{.type = std::string(type.name)};
  if (type.reads("units")) spec.units = 3;
  if (type.reads("activation")) spec.activation = "gelu";
  if (type.reads("rate")) spec.rate = 0.5;
  if (type.reads("input_scale")) spec.input_scale = true;
  return spec;
}

TEST(InferenceStep, EveryLayerTypeComputesWhatForwardComputes) {
  for (const LayerType& type : layer_types()) {
    if (type.reads_sequences) continue;  // the next test
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
    const std::vector<double> y = run_steps(layer->inference_steps(parameters), x);
    ASSERT_EQ(static_cast<Index>(y.size()), layer->output_size()) << type.name;
    for (std::size_t u = 0; u < y.size(); ++u) {
      EXPECT_NEAR(y[u], static_cast<double>(cache.output.row(0)[u]), 1e-5) << type.name << " unit " << u;
    }
  }
}

TEST(InferenceStep, RecurrentLayersComputeRowByRowWhatForwardComputesOfSequences) {
  constexpr Index kRows = 7;
  for (const LayerType& type : layer_types()) {
    if (!type.reads_sequences) continue;
    const auto layer = make_layer(specification(type), {.dense = kInputs, .levels = {}, .bins = {}, .sequences = true});
    Index count = 0;
    for (const ParameterBlock& block : layer->parameter_blocks()) count += block.size();
    Random random(5);
    std::vector<Scalar> parameters(static_cast<std::size_t>(count));
    for (Scalar& parameter : parameters) parameter = static_cast<Scalar>(random.normal());
    auto rows = std::make_shared<Features>();
    rows->dense.resize(kRows, kInputs);
    for (Index i = 0; i < rows->dense.size(); ++i) rows->dense.data()[i] = static_cast<Scalar>(random.normal());
    std::vector<RowRange> prefixes;
    for (Index end = 1; end <= kRows; ++end) prefixes.push_back({0, end});
    LayerCache cache;
    layer->forward(parameters, LayerInput(Features::of_sequences(rows, prefixes), {0, kRows}), cache, nullptr);
    const std::vector<InferenceStep> steps = layer->inference_steps(parameters);
    std::vector<double> kept(static_cast<std::size_t>(steps.back().kept()), 0);
    for (Index t = 0; t < kRows; ++t) {
      const Scalar* row = rows->dense.data() + t * kInputs;
      const std::vector<double> state = run_steps(steps, {row, row + kInputs}, kept);
      ASSERT_EQ(std::ssize(state), layer->output_size()) << type.name;
      for (std::size_t u = 0; u < state.size(); ++u) {
        EXPECT_NEAR(state[u], static_cast<double>(cache.output.row(t)[u]), 1e-5) << type.name << " row " << t;
      }
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
    if (type.reads_sequences) continue;
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
