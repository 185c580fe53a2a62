#include "explain/interaction.hpp"

#include "model/example_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace binet {
namespace {

/// y is the sign of the product of x1 and x2; x3 only shifts it a little.
std::string product_csv(int rows) {
  Random random(3);
  std::string text = "x1,x2,x3,y\n";
  for (int i = 0; i < rows; ++i) {
    const double x1 = random.normal(), x2 = random.normal(), x3 = random.normal();
    text += std::to_string(x1) + "," + std::to_string(x2) + "," + std::to_string(x3) + "," +
            (x1 * x2 + 0.2 * x3 > 0 ? "yes" : "no") + "\n";
  }
  return text;
}

TEST(Interactions, FindThePairWhoseProductDecides) {
  const Table table = parse_table(product_csv(400), {.all_exact = true});
  Config config = example_config("mlp");
  config.training.epochs = 60;
  const Classifier model = train(config, table, nullptr);
  std::vector<Index> rows(40);
  std::iota(rows.begin(), rows.end(), Index{0});
  const std::vector<std::string> columns = {"x3", "x1", "x2"};
  const std::vector<Interaction> found = interactions(model, table, rows, columns);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().first + found.front().second, "x1x2");
  if (found.size() > 1) {
    EXPECT_GT(found[0].strength, 3 * found[1].strength);
  }
}

TEST(Interactions, ASumHasNone) {
  const Table table = parse_table(example_csv(200), {.all_exact = true});
  const Classifier model = example_model("logistic");
  const std::vector<Index> rows = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<std::string> columns = {"x1", "x2", "colour"};
  EXPECT_TRUE(is_additive(model));
  EXPECT_THAT(interactions(model, table, rows, columns), testing::IsEmpty());
}

}  // namespace
}  // namespace binet
