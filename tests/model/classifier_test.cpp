#include "binet/model/classifier.hpp"
#include "model/member.hpp"

#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"
#include "model/example_models.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

namespace binet {
namespace {

TEST(Classifier, GivesTheSameBitsForAnyBlockAndThreadCount) {
  const Classifier model = example_model("mlp");
  const Table table = parse_table(example_csv(5000, 3));
  set_thread_count(1);
  const VectorD alone = model.predict(table);
  set_thread_count(4);
  const VectorD together = model.predict(table);
  set_thread_count(0);
  EXPECT_EQ(std::memcmp(alone.data(), together.data(), sizeof(double) * 5000), 0);
  for (const Index row : {0, 17, 2047, 2048, 4999}) {
    EXPECT_EQ(sigmoid(model.logits(table, std::vector<Index>{row})[0]), alone[row]) << row;
  }
}

TEST(Classifier, MixesProbabilitiesOfMembersAndCalibratesTheLogit) {
  Classifier model = example_model("logistic");
  const Table table = parse_table(example_csv(10, 4));
  model.calibration = {};
  const VectorD first = model.predict(table);
  model.members.push_back(model.members[0]);
  model.members[0].weight = 0.25;
  model.members[1].weight = 0.75;
  model.members[1].network.parameters().setZero();
  const VectorD mixed = model.predict(table);
  model.calibration = {.intercept = 0.5, .slope = 2};
  const VectorD calibrated = model.predict(table);
  for (Index i = 0; i < 10; ++i) {
    EXPECT_NEAR(mixed[i], 0.25 * first[i] + 0.75 * 0.5, 1e-14);
    EXPECT_NEAR(logit(calibrated[i]), 0.5 + 2 * logit(mixed[i]), 1e-10);
  }
}

TEST(Classifier, PredictsUnseenLevelsAndMissingCells) {
  const Classifier model = example_model("mlp");
  const VectorD probability = model.predict(parse_table("colour,extra,x2,x1\nmauve,1,100,\n,2,,0\n"));
  EXPECT_GT(probability[0], 0);
  EXPECT_LT(probability[1], 1);
}

}  // namespace
}  // namespace binet
