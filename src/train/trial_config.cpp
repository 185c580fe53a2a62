#include "train/trial_config.hpp"

#include "binet/base/error.hpp"
#include "config/validate.hpp"

#include <cmath>
#include <initializer_list>
#include <vector>

namespace binet {

namespace {

template <class T>
T draw_one(std::initializer_list<T> values, Random& random) {
  return values.begin()[random.below(static_cast<Index>(values.size()))];
}

/// Uniform in the logarithm.
double draw_scale(double least, double most, Random& random) {
  return least * std::pow(most / least, random.uniform());
}

std::vector<LayerSpec> draw_layers(std::initializer_list<Index> widths, int most, bool input_scale, Random& random) {
  const Index units = draw_one(widths, random);
  const double rate = draw_one({0.0, 0.1, 0.25}, random);
  const std::string activation = draw_one({"relu", "silu", "tanh"}, random);
  std::vector<LayerSpec> layers;
  const auto count = static_cast<int>(1 + random.below(most));
  for (int i = 0; i < count; ++i) {
    layers.push_back({.units = units, .activation = activation, .input_scale = input_scale && i == 0});
    if (rate > 0) layers.push_back({.type = "dropout", .rate = rate});
  }
  return layers;
}

void draw_encoding(EncodingConfig& encoding, Random& random) {
  encoding.numeric = draw_one({"standard", "robust"}, random);
  encoding.clip = draw_one({0.0, 3.0}, random);
  encoding.bins = draw_one({0, 0, 8, 24}, random);
  const int min_count = draw_one({1, 3, 10}, random);
  if (encoding.reference.empty()) encoding.min_count = min_count;  // a reference level needs a code of its own
}

void draw_mlp(Config& config, Random& random) {
  draw_encoding(config.encoding, random);
  config.model.layers = draw_layers({16, 32, 64, 128}, 3, true, random);
  config.model.initializer = draw_one({"he_normal", kInitializeFromData}, random);
  config.optimizer.name = draw_one({"adam", "adamw"}, random);
  config.optimizer.learning_rate = draw_scale(3e-4, 1e-2, random);
  config.optimizer.weight_decay = draw_scale(1e-3, 1e-1, random);
  config.schedule.name = draw_one({"constant", "cosine"}, random);
  config.training.batch_size = draw_one({32, 128, 256}, random);
}

/// Its penalty is chosen from the data at every trial anew, and its own solvers read numbers whole.
void draw_logistic(Config& config, Random& random) {
  draw_encoding(config.encoding, random);
  if (config.optimizer.solver != "minibatch") config.encoding.bins = 0;
  if (config.penalty.name == "firth") return;
  config.penalty.l1 = draw_one({0.0, 0.0, draw_scale(1e-5, 1e-2, random)}, random);
}

void draw_ensemble(EnsembleConfig& ensemble, Random& random) {
  ensemble.layers = draw_layers({48, 96, 160}, 2, true, random);
  ensemble.clip = draw_one({2.0, 3.0, 5.0}, random);
  ensemble.learning_rate = draw_scale(0.015, 0.08, random);
  ensemble.weight_decay = draw_scale(3e-3, 1e-1, random);
  ensemble.min_count = draw_one({1, 3, 10}, random);
}

Config draw_config(const Config& start, Random& random) {
  Config config = start;
  if (start.model.kind == "auto") config.model.kind = draw_one({"auto", "mlp", "mlp", "logistic"}, random);
  if (config.model.kind == "mlp") draw_mlp(config, random);
  if (config.model.kind == "logistic") draw_logistic(config, random);
  if (config.model.kind == "auto") draw_ensemble(config.ensemble, random);
  return config;
}

bool is_valid(const Config& config) {
  try {
    validate(config);
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

}  // namespace

Config draw_trial_config(const Config& start, Random& random) {
  constexpr int kMostDraws = 100;
  for (int draw = 0; draw < kMostDraws; ++draw) {
    Config config = draw_config(start, random);
    if (is_valid(config)) return config;
  }
  return start;
}

}  // namespace binet
