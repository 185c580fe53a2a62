// Prints what the program computes for small networks, as JSON; engine_test.js holds the playground's script to it.
#include "math/random.hpp"
#include "nn/activation.hpp"
#include "nn/data_driven_init.hpp"
#include "nn/initializer.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"
#include "sgd/update_rule.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <utility>

namespace {

using namespace binet;
using Json = nlohmann::json;

constexpr Index kRows = 9;
constexpr int kInputs = 3;

ConstSpan span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
Span span(Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

Json numbers(ConstSpan values) {
  Json list = Json::array();
  for (const Scalar value : values) list.push_back(static_cast<double>(value));
  return list;
}

Features make_features(Index rows, Random& random) {
  Features features;
  features.dense = Matrix::NullaryExpr(rows, kInputs, [&random] { return static_cast<Scalar>(random.normal()); });
  features.codes.resize(rows, 0);
  features.bins.resize(rows, 0);
  features.positions.resize(rows, 0);
  return features;
}

Json inputs_of(const Features& features) {
  Json list = Json::array();
  for (Index i = 0; i < features.rows(); ++i) {
    for (Index c = 0; c < kInputs; ++c) list.push_back(static_cast<double>(features.dense(i, c)));
  }
  return list;
}

Network make_network(std::string_view name) {
  const std::string activation(name);
  return {FeatureShape{.dense = kInputs, .levels = {}, .bins = {}},
          {{.units = 4, .activation = activation}, {.units = 3, .activation = activation}}};
}

/// Forward and backward pass, for each activation and loss.
Json passes() {
  Json list = Json::array();
  Random random(7);
  const Features features = make_features(kRows, random);
  const Vector target = Vector::NullaryExpr(kRows, [&random] { return static_cast<Scalar>(random.below(2)); });
  for (const Activation& activation : activations()) {
    Network network = make_network(activation.name);
    for (Scalar& parameter : span(network.parameters())) parameter = static_cast<Scalar>(0.8 * random.normal());
    for (const Loss& loss : losses()) {
      Workspace workspace;
      Vector logits(kRows), values(kRows), slopes(kRows), gradient = Vector::Zero(network.parameter_count());
      network.forward(features, {0, kRows}, workspace, span(logits));
      loss.evaluate(span(std::as_const(logits)), span(target), {}, span(values), span(slopes));
      network.backward(features, {0, kRows}, span(std::as_const(slopes)), workspace, span(gradient));
      list.push_back({{"activation", activation.name},
                      {"loss", loss.name},
                      {"x", inputs_of(features)},
                      {"y", numbers(span(target))},
                      {"parameters", numbers(span(std::as_const(network.parameters())))},
                      {"logits", numbers(span(std::as_const(logits)))},
                      {"values", numbers(span(std::as_const(values)))},
                      {"gradient", numbers(span(std::as_const(gradient)))}});
    }
  }
  return list;
}

/// Three steps of each update rule.
Json steps() {
  Json list = Json::array();
  for (const UpdateRuleType& type : update_rules()) {
    Random random(11);
    const auto draw = [&random] { return static_cast<Scalar>(random.normal()); };
    Vector parameters = Vector::NullaryExpr(5, draw);
    Json item{{"rule", type.name}, {"start", numbers(span(std::as_const(parameters)))}, {"gradients", Json::array()}};
    const auto rule = type.make(5, {});
    for (int step = 0; step < 3; ++step) {
      const Vector gradient = Vector::NullaryExpr(5, draw);
      item["gradients"].push_back(numbers(span(gradient)));
      rule->step(span(parameters), span(gradient), 0.05, {});
    }
    item["end"] = numbers(span(std::as_const(parameters)));
    list.push_back(std::move(item));
  }
  return list;
}

/// The start by each initialiser, and from data, with the same seed.
Json starts() {
  Json list = Json::array();
  Random drawn(13);
  const Features features = make_features(200, drawn);
  const auto add = [&](std::string_view name, const Network& network) {
    list.push_back({{"initializer", name}, {"parameters", numbers(span(network.parameters()))}});
  };
  for (const Initializer& initializer : initializers()) {
    Network network = make_network("sigmoid");
    Random random = Random(5).split(3);
    network.initialize(initializer, random);
    add(initializer.name, network);
  }
  Network network = make_network("sigmoid");
  Random random = Random(5).split(3);
  initialize_from_data(network, features, 0.3, random);
  add("data", network);
  return {{"x", inputs_of(features)}, {"prior", 0.3}, {"seed", 5}, {"stream", 3}, {"networks", std::move(list)}};
}

Json draws() {
  Random random = Random(2024).split(7);
  Json list = Json::array();
  for (int i = 0; i < 5; ++i) list.push_back(random.uniform());
  for (int i = 0; i < 5; ++i) list.push_back(static_cast<double>(random.below(1000)));
  return list;
}

}  // namespace

int main() {
  const Json all{{"passes", passes()}, {"steps", steps()}, {"starts", starts()}, {"draws", draws()}};
  std::puts(all.dump().c_str());
}
