#include "binet/base/error.hpp"
#include "math/sigmoid.hpp"
#include "nn/data_driven_init.hpp"
#include "nn/diagnosis.hpp"
#include "nn/initializer.hpp"
#include "nn/random_examples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace binet {
namespace {

TEST(Initializer, DrawsWithTheStatedDeviation) {
  Random random(1);
  std::vector<Scalar> weights(40000);
  for (const Initializer& initializer : initializers()) {
    fill(initializer, 50, 200, random, weights);
    double squares = 0, largest = 0;
    for (const Scalar w : weights) {
      squares += static_cast<double>(w * w);
      largest = std::max(largest, static_cast<double>(std::abs(w)));
    }
    const double deviation = std::sqrt(squares / 40000), expected = initializer.deviation(50, 200);
    EXPECT_NEAR(deviation, expected, 0.02 * expected) << initializer.name;
    EXPECT_LE(largest, (initializer.uniform ? std::sqrt(3) * 1.0001 : 6) * expected) << initializer.name;
  }
  EXPECT_DOUBLE_EQ(initializer("he_normal").deviation(50, 200), 0.2);
  EXPECT_THROW(initializer("hee"), UsageError);
}

TEST(DataDrivenStart, UnitsVaryByOneAndTheFirstPredictionIsThePrior) {
  Random random(2);
  const FeatureShape shape{4, {5}, {6}};
  Features features = random_examples(shape, 3000, random).features;
  features.dense.col(0) *= 1000;
  Network network(shape, {{.units = 8, .activation = "identity"}, {.units = 6, .activation = "identity"}});
  initialize_from_data(network, features, 0.2, random);
  Workspace workspace;
  std::vector<Scalar> logits(3000);
  network.forward(features, {0, 3000}, workspace, logits);
  for (const Scalar z : logits) ASSERT_NEAR(static_cast<double>(z), logit(0.2), 1e-6);
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const Buffer& output = workspace.caches[layer].output;
    for (Index u = 0; u < output.columns(); ++u) {
      double sum = 0, squares = 0;
      for (Index i = 0; i < output.rows(); ++i) {
        const auto z = static_cast<double>(output.row(i)[u]);
        sum += z, squares += z * z;
      }
      const double mean = sum / 3000;
      EXPECT_NEAR(std::sqrt(squares / 3000 - mean * mean), 1, 0.15) << layer << " " << u;
      EXPECT_LT(std::abs(mean), 3.5) << layer << " " << u;
    }
  }
  EXPECT_THROW(initialize_from_data(network, features, 1, random), UsageError);
  EXPECT_THROW(initialize_from_data(network, features.gather({}), 0.5, random), Error);
}

// Ten sigmoid layers: with ordinary weights the gradient vanishes on the way down; started from data it does not.
TEST(Diagnosis, ShowsVanishingGradientsAndTheirCure) {
  Random random(3);
  const FeatureShape shape{10, {}, {}};
  const Examples examples = random_examples(shape, 500, random);
  Network network(shape, std::vector<LayerSpec>(10, {.units = 32, .activation = "sigmoid"}));
  const auto ratio = [&] {
    const std::vector<LayerDiagnosis> layers = diagnose(network, examples, loss("log_loss"));
    EXPECT_EQ(layers.size(), 11U);
    return layers.front().gradient_rms / layers[9].gradient_rms;
  };
  network.initialize(initializer("xavier_normal"), random);
  const double ordinary = ratio();
  EXPECT_LT(ordinary, 1e-4);
  initialize_from_data(network, examples.features, 0.5, random);
  for (Scalar& w : network.block(network.parameter_blocks(10)[0])) w = Scalar(0.1);
  EXPECT_GT(ratio(), 100 * ordinary);
}

TEST(Diagnosis, CountsSaturatedAndDeadUnits) {
  const FeatureShape shape{1, {}, {}};
  Network network(shape, {{.units = 2, .activation = "relu"}, {.type = "layer_norm"}});
  // Unit 0 is dead, unit 1 works on the second half of the rows.
  network.parameters().setZero();
  network.parameters()[1] = 1;
  network.parameters()[2] = -1;
  Random random(4);
  Examples examples = random_examples(shape, 10, random);
  for (Index i = 0; i < 10; ++i) examples.features.dense(i, 0) = i < 5 ? Scalar{-1} : Scalar{1};
  const std::vector<LayerDiagnosis> layers = diagnose(network, examples, loss("log_loss"));
  EXPECT_EQ(layers[0].type, "dense");
  EXPECT_DOUBLE_EQ(layers[0].saturated, 0.75);
  EXPECT_DOUBLE_EQ(layers[0].dead_units, 0.5);
  EXPECT_TRUE(std::isnan(layers[1].saturated));
  EXPECT_GT(layers[2].gradient_rms, 0);
}

}  // namespace
}  // namespace binet
