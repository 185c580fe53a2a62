#include "nn/network.hpp"

#include "binet/base/error.hpp"
#include "nn/loss.hpp"
#include "nn/random_examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

namespace binet {
namespace {

constexpr bool kDouble = std::is_same_v<Scalar, double>;
const FeatureShape kShape{.dense = 3, .levels = {3, 2}, .bins = {4, 2}};

ConstSpan span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
Span span(Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

/// Parameters that leave no part of the network idle.
Network random_network(const FeatureShape& shape, std::vector<LayerSpec> layers, Random& random) {
  Network network(shape, std::move(layers));
  network.parameters() =
      Vector::NullaryExpr(network.parameter_count(), [&] { return static_cast<Scalar>(0.6 * random.normal()); });
  return network;
}

Vector logits_of(const Network& network, const Features& features, Random* noise = nullptr) {
  Workspace workspace;
  Vector logits(features.rows());
  network.forward(features, {0, features.rows()}, workspace, span(logits), noise);
  return logits;
}

/// Sum of the loss over the examples, with the noise of the seed.
double total_loss(const Network& network, const Examples& examples, const Loss& loss) {
  Random noise(9);
  const Vector logits = logits_of(network, examples.features, &noise);
  Vector value(logits.size()), slope(logits.size());
  loss.evaluate(span(logits), span(examples.target), {}, span(value), span(slope));
  return value.cast<double>().sum();
}

Vector gradient_of(const Network& network, const Examples& examples, const Loss& loss) {
  Random noise(9);
  Workspace workspace;
  const RowRange all{0, examples.rows()};
  Vector logits(examples.rows()), value(examples.rows()), slope(examples.rows());
  network.forward(examples.features, all, workspace, span(logits), &noise);
  loss.evaluate(span(std::as_const(logits)), span(examples.target), {}, span(value), span(slope));
  Vector gradient = Vector::Zero(network.parameter_count());
  network.backward(examples.features, all, span(std::as_const(slope)), workspace, span(gradient));
  return gradient;
}

/// Largest difference between the gradient and central differences, over the gradient's largest entry.
double gradient_error(Network network, const Examples& examples, const Loss& loss) {
  const Vector gradient = gradient_of(network, examples, loss);
  const Scalar step = kDouble ? Scalar(1e-5) : Scalar(4e-3);
  double worst = 0;
  for (Index i = 0; i < network.parameter_count(); ++i) {
    const Scalar parameter = network.parameters()[i];
    network.parameters()[i] = parameter + step;
    const double above = total_loss(network, examples, loss);
    network.parameters()[i] = parameter - step;
    const double below = total_loss(network, examples, loss);
    network.parameters()[i] = parameter;
    const double numeric = (above - below) / (2 * static_cast<double>(step));
    worst = std::max(worst, std::abs(numeric - static_cast<double>(gradient[i])));
  }
  return worst / static_cast<double>(gradient.cwiseAbs().maxCoeff());
}

TEST(Network, EveryLayerActivationAndLossPassesTheGradientCheck) {
  Random random(1);
  const Examples examples = random_examples(kShape, 9, random);
  for (const Activation& activation : activations()) {
    const std::string name(activation.name);
    const std::vector<std::vector<LayerSpec>> networks{
        {},
        {{.units = 4, .activation = name}, {.units = 3, .activation = name}},
        {{.units = 5, .activation = name, .input_scale = true}, {.type = "layer_norm"}},
        {{.type = "gated", .units = 4, .activation = name}, {.type = "gated", .units = 3, .activation = name}},
        {{.type = "gated", .units = 4, .activation = name, .input_scale = true},
         {.type = "dropout", .rate = 0.3},
         {.units = 3, .activation = "identity"},
         {.type = "activation", .activation = name}},
    };
    for (const std::vector<LayerSpec>& layers : networks) {
      for (const Loss& loss : losses()) {
        const Network network = random_network(kShape, layers, random);
        EXPECT_LE(gradient_error(network, examples, loss), kDouble ? 1e-7 : 5e-2)
            << name << " " << loss.name << " " << (layers.empty() ? "no layer" : layers[0].type);
      }
    }
  }
}

// Wide enough for whole registers, deep enough for several panels.
TEST(Network, GradientCheckAtTheSizesThatMatter) {
  Random random(2);
  const FeatureShape shape{20, {}, {}};
  const Examples examples = random_examples(shape, 150, random);
  Network network =
      random_network(shape, {{.units = 33, .activation = "tanh"}, {.units = 20, .activation = "tanh"}}, random);
  network.parameters() *= Scalar(0.3);
  const Vector gradient = gradient_of(network, examples, loss("log_loss"));
  const Scalar step = kDouble ? Scalar(1e-5) : Scalar(1e-2);
  for (Index i = 0; i < network.parameter_count(); i += 101) {
    Network moved = network;
    moved.parameters()[i] += step;
    const double above = total_loss(moved, examples, loss("log_loss"));
    moved.parameters()[i] -= 2 * step;
    const double numeric = (above - total_loss(moved, examples, loss("log_loss"))) / (2 * static_cast<double>(step));
    EXPECT_NEAR(numeric, static_cast<double>(gradient[i]), kDouble ? 1e-6 : 3e-2) << i;
  }
}

TEST(Network, CodesAndBinsEqualTheirOneHotColumns) {
  Random random(3);
  const Examples examples = random_examples(kShape, 40, random);
  for (const std::string type : {"dense", "gated"}) {
    for (const bool input_scale : {false, true}) {
      const Network coded = random_network(kShape, {{.type = type, .units = 6, .input_scale = input_scale}}, random);
      Network written(FeatureShape{kShape.one_hot_size(), {}, {}},
                      {{.type = type, .units = 6, .input_scale = input_scale}});
      ASSERT_EQ(written.parameter_count(), coded.parameter_count());
      written.parameters() = coded.parameters();
      Examples dense = examples;
      dense.features = one_hot(examples.features, kShape);
      const Scalar tolerance = kDouble ? Scalar(1e-13) : Scalar(1e-4);
      EXPECT_LE((logits_of(coded, examples.features) - logits_of(written, dense.features)).cwiseAbs().maxCoeff(),
                tolerance);
      const Loss& log_loss = loss("log_loss");
      EXPECT_LE((gradient_of(coded, examples, log_loss) - gradient_of(written, dense, log_loss)).cwiseAbs().maxCoeff(),
                10 * tolerance);
    }
  }
}

TEST(Network, ALogitHasTheSameBitsWhateverRowsStandBesideIt) {
  Random random(4);
  const Examples examples = random_examples(kShape, 70, random);
  const Network network = random_network(kShape,
                                         {{.units = 37, .activation = "sigmoid", .input_scale = true},
                                          {.type = "layer_norm"},
                                          {.type = "gated", .units = 21},
                                          {.units = 8, .activation = "gelu"}},
                                         random);
  const Vector together = logits_of(network, examples.features);
  Workspace workspace;
  for (Index i = 0; i < examples.rows(); ++i) {
    Scalar alone = 0;
    network.forward(examples.features, {i, i + 1}, workspace, {&alone, 1});
    EXPECT_EQ(alone, together[i]) << i;
  }
}

TEST(Network, BackwardAddsToTheGradient) {
  Random random(5);
  const Examples examples = random_examples(kShape, 20, random);
  const Network network = random_network(kShape, {{.units = 5, .input_scale = true}}, random);
  Workspace workspace;
  Vector logits(20), gradient = Vector::Zero(network.parameter_count());
  const Vector slope = Vector::Ones(20);
  network.forward(examples.features, {0, 20}, workspace, span(logits));
  network.backward(examples.features, {0, 20}, span(slope), workspace, span(gradient));
  const Vector once = gradient;
  network.backward(examples.features, {0, 20}, span(slope), workspace, span(gradient));
  EXPECT_TRUE(gradient.isApprox(2 * once, kDouble ? Scalar(1e-12) : Scalar(1e-5)));
}

TEST(Network, DropoutKeepsTheExpectationAndRestsInInference) {
  Random random(6);
  const FeatureShape shape{1, {}, {}};
  Network network(shape, {{.units = 64, .activation = "identity"}, {.type = "dropout", .rate = 0.25}});
  network.parameters().setOnes();
  Features features = random_examples(shape, 1000, random).features;
  features.dense.setOnes();
  EXPECT_EQ(logits_of(network, features)[0], 1 + 64 * 2);
  const Vector noisy = logits_of(network, features, &random);
  EXPECT_NEAR(noisy.cast<double>().mean(), 129, 1);
  const double variance = (noisy.cast<double>().array() - 129).square().mean();
  EXPECT_NEAR(variance, 64 * 4 * 0.25 / 0.75, 12);
}

TEST(Network, WithoutHiddenLayersIsLogisticRegression) {
  Network network(FeatureShape{2, {}, {}}, {});
  network.parameters() << 1, 10, 100;
  Features features;
  features.dense.resize(1, 2);
  features.dense << 2, 3;
  EXPECT_EQ(logits_of(network, features)[0], 132);
}

TEST(Network, BlocksCoverTheParameters) {
  const Network network(kShape,
                        {{.units = 5, .input_scale = true}, {.type = "layer_norm"}, {.type = "gated", .units = 4}});
  Index next = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    for (const ParameterBlock& block : network.parameter_blocks(i)) {
      EXPECT_EQ(block.offset, next) << block.name;
      next += block.size();
    }
  }
  EXPECT_EQ(next, network.parameter_count());
}

TEST(Network, RefusesLayersThatCannotBe) {
  const auto error = [](LayerSpec spec) -> std::string {
    try {
      Network(kShape, {spec});
    } catch (const UsageError& e) {
      return e.what();
    }
    return "nothing thrown";
  };
  EXPECT_THAT(error({.type = "densse", .units = 3}), testing::HasSubstr("expected one of dense, gated"));
  EXPECT_THAT(error({.type = "dense", .units = 0}), testing::HasSubstr("0 units"));
  EXPECT_THAT(error({.type = "gated", .units = -1}), testing::HasSubstr("-1 units"));
  EXPECT_THAT(error({.units = 3, .activation = "reLU"}), testing::HasSubstr("did you mean 'relu'"));
  EXPECT_THAT(error({.type = "layer_norm"}), testing::HasSubstr("cannot stand first"));
  EXPECT_THAT(error({.type = "dropout", .rate = 0.5}), testing::HasSubstr("cannot stand first"));
}

}  // namespace
}  // namespace binet
