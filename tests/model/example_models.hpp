#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"
#include "binet/train/recipe.hpp"
#include "math/random.hpp"

#include <string>

namespace binet {

/// y is a noisy function of x1, x2 and colour; some cells are missing.
inline std::string example_csv(int rows, std::uint64_t seed = 1) {
  Random random(seed);
  const char* colours[] = {"red", "green", "blue"};
  std::string text = "x1,x2,colour,y\n";
  for (int i = 0; i < rows; ++i) {
    const double x1 = random.normal(), x2 = 100 + 20 * random.normal();
    const Index colour = random.below(3);
    const double z = 1.5 * x1 - 0.08 * (x2 - 100) + (colour == 0 ? 1 : 0) + random.normal();
    text += (random.uniform() < 0.05 ? "" : std::to_string(x1)) + "," + std::to_string(x2) + "," +
            (random.uniform() < 0.05 ? "" : colours[colour]) + "," + (z > 0 ? "yes" : "no") + "\n";
  }
  return text;
}

inline Config example_config(const std::string& kind) {
  Config config;
  config.data.target = "y";
  config.model.kind = kind;
  config.model.layers = {{.units = 6}, {.units = 4, .activation = "tanh"}};
  config.optimizer.learning_rate = 0.01;
  config.training.epochs = 20;
  config.training.batch_size = 32;
  config.training.refit = false;
  config.model.initializer = "he_normal";
  config.encoding.numeric = "standard";
  config.ensemble.folds = 4;
  config.ensemble.scaled_networks = config.ensemble.binned_networks = 4;
  config.ensemble.additive_bins = config.ensemble.sparse_bins = config.ensemble.random_features = 0;
  config.ensemble.layers = {{.units = 8, .input_scale = true}};
  config.ensemble.epochs = 12;
  config.ensemble.batch_size = 32;
  return config;
}

inline Classifier example_model(const std::string& kind, int rows = 300) {
  const Table table = parse_table(example_csv(rows));
  return train(example_config(kind), table, nullptr);
}

}  // namespace binet
