#include "binet/base/error.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"
#include "nn/random_examples.hpp"
#include "nn/sequence_blocks.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr bool kDouble = std::is_same_v<Scalar, double>;
const FeatureShape kSteps{.dense = 3, .levels = {3}, .bins = {2}, .sequences = true};

ConstSpan span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
Span span(Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

std::vector<std::string> recurrent_types() {
  std::vector<std::string> names;
  for (const LayerType& type : layer_types()) {
    if (type.reads_sequences) names.emplace_back(type.name);
  }
  return names;
}

Features random_sequences(const std::vector<RowRange>& sequences, Index rows, Random& random) {
  auto steps = std::make_shared<Features>(random_examples(kSteps, rows, random).features);
  return Features::of_sequences(std::move(steps), sequences);
}

Network random_network(const std::string& type, Random& random) {
  Network network(kSteps, {{.type = type, .units = 4}, {.units = 3, .activation = "tanh"}});
  network.parameters() =
      Vector::NullaryExpr(network.parameter_count(), [&] { return static_cast<Scalar>(0.5 * random.normal()); });
  return network;
}

Vector logits_of(const Network& network, const Features& features) {
  Workspace workspace;
  Vector logits(features.rows());
  network.forward(features, {0, features.rows()}, workspace, span(logits));
  return logits;
}

/// Σ weightᵢ·logitᵢ and its gradient.
double weighted_sum(const Network& network, const Features& features, const Vector& weight) {
  return logits_of(network, features).cast<double>().dot(weight.cast<double>());
}
Vector gradient_of(const Network& network, const Features& features, const Vector& weight) {
  Workspace workspace;
  Vector logits(features.rows()), gradient = Vector::Zero(network.parameter_count());
  network.forward(features, {0, features.rows()}, workspace, span(logits));
  network.backward(features, {0, features.rows()}, span(weight), workspace, span(gradient));
  return gradient;
}

// Ragged lengths, one step, sequences that share their beginning, one example twice.
const std::vector<RowRange> kRagged{{0, 5}, {5, 6}, {6, 13}, {6, 9}, {0, 5}, {13, 16}, {16, 20}};

TEST(Recurrent, GradientOfEveryGateIsTheNumericOne) {
  for (const std::string& type : recurrent_types()) {
    Random random(1);
    const Features features = random_sequences(kRagged, 20, random);
    Network network = random_network(type, random);
    const Vector weight = Vector::NullaryExpr(features.rows(), [&] { return static_cast<Scalar>(random.normal()); });
    const Vector gradient = gradient_of(network, features, weight);
    const Scalar step = kDouble ? Scalar(1e-5) : Scalar(1e-2);
    for (Index i = 0; i < network.parameter_count(); ++i) {
      const Scalar parameter = network.parameters()[i];
      network.parameters()[i] = parameter + step;
      const double above = weighted_sum(network, features, weight);
      network.parameters()[i] = parameter - step;
      const double below = weighted_sum(network, features, weight);
      network.parameters()[i] = parameter;
      const double numeric = (above - below) / (2 * static_cast<double>(step));
      EXPECT_NEAR(numeric, static_cast<double>(gradient[i]), kDouble ? 1e-8 : 2e-3) << type << " parameter " << i;
    }
  }
}

TEST(Recurrent, ALogitHasTheSameBitsWhateverSequencesStandBesideIt) {
  for (const std::string& type : recurrent_types()) {
    Random random(2);
    const Features features = random_sequences(kRagged, 20, random);
    const Network network = random_network(type, random);
    const Vector together = logits_of(network, features);
    for (Index i = 0; i < features.rows(); ++i) {
      EXPECT_EQ(logits_of(network, features.gather(std::vector<Index>{i}))[0], together[i]) << type << " " << i;
    }
  }
}

TEST(Recurrent, LogitsBySequenceAreThoseOfEachExampleAlone) {
  const std::vector<RowRange> apart{{6, 9}, {0, 5}, {6, 7}, {13, 20}, {0, 1}, {6, 13}, {0, 5}};
  for (const std::string& type : recurrent_types()) {
    Random random(2);
    const Features features = random_sequences(apart, 20, random);
    const Network network = random_network(type, random);
    const Vector logits = detail::sequence_logits(network, features);
    for (Index i = 0; i < features.rows(); ++i) {
      EXPECT_EQ(logits_of(network, features.gather(std::vector<Index>{i}))[0], logits[i]) << type << " " << i;
    }
  }
}

TEST(Recurrent, ASharedBeginningCountsForEachExample) {
  for (const std::string& type : recurrent_types()) {
    Random random(3);
    const Features shared = random_sequences({{0, 3}, {0, 5}, {0, 1}}, 5, random);
    const Network network = random_network(type, random);
    const Vector weight = Vector::Ones(3);
    Vector apart = Vector::Zero(network.parameter_count());
    for (Index i = 0; i < 3; ++i) {
      apart += gradient_of(network, shared.gather(std::vector<Index>{i}), Vector::Ones(1));
    }
    EXPECT_TRUE(gradient_of(network, shared, weight).isApprox(apart, kDouble ? Scalar(1e-12) : Scalar(1e-5))) << type;
  }
}

TEST(Recurrent, TheForgetGateStartsOpen) {
  Network network(kSteps, {{.type = "lstm", .units = 5}});
  Random random(4);
  network.initialize(initializer("xavier_uniform"), random);
  const ParameterBlock bias = network.parameter_blocks(0)[1];
  ASSERT_EQ(bias.name, "bias");
  for (Index u = 0; u < 20; ++u) {
    EXPECT_EQ(network.block(bias)[static_cast<std::size_t>(u)], u >= 5 && u < 10 ? Scalar{1} : Scalar{0});
  }
}

TEST(Recurrent, SequencesAndLayersThatReadThemGoTogether) {
  for (const std::string& type : recurrent_types()) {
    EXPECT_THROW(Network({.dense = 2, .levels = {}, .bins = {}}, {{.type = type, .units = 2}}), UsageError);
    EXPECT_THROW(Network(kSteps, {{.type = type, .units = 2}, {.type = type, .units = 2}}), UsageError);
  }
  EXPECT_THROW(Network(kSteps, {{.units = 2}}), UsageError);
  EXPECT_THROW(Network(kSteps, {}), UsageError);
}

/// tests/reference/recurrent.py writes the file: PyTorch's LSTM and GRU, with parameters in the order of the layer.
TEST(Recurrent, OutputsAndGradientsAreThoseOfPyTorch) {
  std::ifstream file(BINET_SOURCE_DIR "/tests/reference/recurrent.json");
  const auto reference = nlohmann::json::parse(file);
  for (const std::string& type : recurrent_types()) {
    const auto& expected = reference.at(type);
    const auto x = expected.at("steps").get<std::vector<std::vector<double>>>();
    auto steps = std::make_shared<Features>();
    steps->dense.resize(std::ssize(x), std::ssize(x[0]));
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < x[i].size(); ++j) {
        steps->dense(static_cast<Index>(i), static_cast<Index>(j)) = static_cast<Scalar>(x[i][j]);
      }
    }
    steps->codes.resize(std::ssize(x), 0);
    steps->bins.resize(std::ssize(x), 0);
    steps->positions.resize(std::ssize(x), 0);
    std::vector<RowRange> sequences;
    Index begin = 0;
    for (const Index length : expected.at("lengths").get<std::vector<Index>>()) {
      sequences.push_back({begin, begin + length});
      begin += length;
    }
    const FeatureShape shape{.dense = std::ssize(x[0]), .levels = {}, .bins = {}, .sequences = true};
    const auto layer = make_layer({.type = type, .units = expected.at("units").get<Index>()}, shape);
    std::vector<Scalar> parameters;
    for (const double p : expected.at("parameters").get<std::vector<double>>()) {
      parameters.push_back(static_cast<Scalar>(p));
    }
    const Features features = Features::of_sequences(steps, sequences);
    const LayerInput input(features, {0, features.rows()});
    LayerCache cache;
    layer->forward(parameters, input, cache, nullptr);
    const auto output = expected.at("output").get<std::vector<std::vector<double>>>();
    for (std::size_t i = 0; i < output.size(); ++i) {
      for (std::size_t u = 0; u < output[i].size(); ++u) {
        EXPECT_NEAR(static_cast<double>(cache.output.row(static_cast<Index>(i))[u]), output[i][u], 1e-6) << type;
      }
    }
    Buffer slope;
    slope.shape(features.rows(), layer->output_size());
    std::ranges::fill(slope.span(), Scalar{1});
    std::vector<Scalar> gradient(parameters.size());
    layer->backward(parameters, input, cache, slope, gradient, nullptr);
    const auto expected_gradient = expected.at("gradient").get<std::vector<double>>();
    ASSERT_EQ(gradient.size(), expected_gradient.size());
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(gradient[i]), expected_gradient[i], kDouble ? 1e-9 : 1e-5) << type << " " << i;
    }
  }
}

}  // namespace
}  // namespace binet
