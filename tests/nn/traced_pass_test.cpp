#include "nn/traced_pass.hpp"

#include "math/random.hpp"
#include "nn/random_examples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

namespace binet {
namespace {

constexpr bool kDouble = std::is_same_v<Scalar, double>;

/// A network with random parameters, and the same rows as training and as a trace see them.
struct Case {
  Random random{1};
  Examples examples;
  Network network;
  TracedBatch batch;

  Case(const FeatureShape& shape, std::vector<LayerSpec> hidden)
      : examples(random_examples(shape, 7, random)), network(shape, std::move(hidden)) {
    network.initialize(initializer("xavier_normal"), random);
    for (Scalar& parameter : network.parameters()) parameter += static_cast<Scalar>(0.1 * random.normal());
    batch = {one_hot_rows(examples.features, shape), examples.target.cast<double>(),
             VectorD::Constant(examples.rows(), 1.0 / static_cast<double>(examples.rows()))};
  }
  VectorD parameters() const { return network.parameters().cast<double>(); }
};

VectorD engine_gradient(const Case& each, const Loss& loss) {
  const RowRange rows{0, each.examples.rows()};
  const auto count = static_cast<std::size_t>(rows.size());
  std::vector<Scalar> logit(count), value(count), slope(count);
  Workspace workspace;
  each.network.forward(each.examples.features, rows, workspace, logit);
  loss.evaluate(logit, {each.examples.target.data(), count}, {}, value, slope);
  for (Scalar& s : slope) s /= static_cast<Scalar>(rows.size());
  Vector gradient = Vector::Zero(each.network.parameter_count());
  each.network.backward(each.examples.features, rows, slope, workspace,
                        {gradient.data(), static_cast<std::size_t>(gradient.size())});
  return gradient.cast<double>();
}

TEST(TracedPass, IsTheGradientOfTrainingForEveryActivationAndLoss) {
  const FeatureShape shape{.dense = 3, .levels = {4}, .bins = {5}};
  for (const Activation& f : activations()) {
    const Case each(shape, {{.units = 4, .activation = std::string(f.name), .input_scale = true},
                            {.type = "dropout", .rate = 0.5},
                            {.units = 3, .activation = std::string(f.name)},
                            {.type = "activation", .activation = "tanh"}});
    for (const Loss& loss : losses()) {
      const TracedPass pass = trace_pass(each.network, each.parameters(), each.batch, {&loss});
      const VectorD expected = engine_gradient(each, loss);
      EXPECT_LT((pass.gradient - expected).cwiseAbs().maxCoeff(), (kDouble ? 1e-12 : 1e-6)) << f.name << loss.name;
    }
  }
}

TEST(TracedPass, AgreesWithNumericDerivativesPenaltiesIncluded) {
  const Case each({.dense = 3, .levels = {}, .bins = {}},
                  {{.units = 4, .activation = "sigmoid", .input_scale = true}, {.units = 2, .activation = "silu"}});
  for (const Loss& loss : losses()) {
    const TracedObjective objective{.loss = &loss, .l1 = 0.03, .l2 = 0.2};
    const TracedPass pass = trace_pass(each.network, each.parameters(), each.batch, objective);
    const VectorD numeric = numeric_gradient(each.network, each.parameters(), each.batch, objective);
    EXPECT_LT((pass.gradient - numeric).cwiseAbs().maxCoeff(), 1e-9) << loss.name;
    EXPECT_GT(pass.penalty, 0);
  }
}

TEST(TracedPass, FollowsEveryTypeOfLayerThatReadsRows) {
  const FeatureShape shape{.dense = 3, .levels = {4}, .bins = {}};
  const LayerSpec gated{.type = "gated", .units = 4, .activation = "tanh", .input_scale = true};
  for (const LayerType& type : layer_types()) {
    if (type.reads_sequences) continue;
    LayerSpec middle{.type = std::string(type.name), .units = 5, .activation = "silu", .rate = 0.3};
    for (const LayerSpec& first : {LayerSpec{.units = 4}, gated}) {
      const Case each(shape, {first, middle, {.type = "layer_norm"}, {.type = "activation", .activation = "sigmoid"}});
      const TracedObjective objective{&loss("log_loss")};
      const TracedPass pass = trace_pass(each.network, each.parameters(), each.batch, objective);
      const VectorD engine = engine_gradient(each, *objective.loss);
      EXPECT_LT((pass.gradient - engine).cwiseAbs().maxCoeff(), (kDouble ? 1e-12 : 2e-6)) << type.name;
      const VectorD numeric = numeric_gradient(each.network, each.parameters(), each.batch, objective);
      EXPECT_LT((pass.gradient - numeric).cwiseAbs().maxCoeff(), 1e-8) << type.name;
    }
  }
}

}  // namespace
}  // namespace binet
