#include "export/page_model.hpp"

#include "model/example_models.hpp"
#include "model/member.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace binet {
namespace {

TEST(PageModel, GivesTheSameProbabilitiesForTheLevelsKept) {
  const Table rows = parse_table("x1,x2,colour\n0.5,100,red\n-1,110,blue\n2,90,\n,95,red\n1,100,never seen\n");
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Classifier model = example_model(kind);
    const Classifier smaller = with_levels(model, {{"colour", {"red", "blue"}}});
    EXPECT_EQ(smaller.schema.columns[2].levels.size(), 2U);
    for (std::size_t e = 0; e < model.encoders.size(); ++e) {
      EXPECT_EQ(smaller.encoders[e].shape().one_hot_size() + 1, model.encoders[e].shape().one_hot_size()) << kind;
    }
    const VectorD before = model.predict(rows), after = smaller.predict(rows);
    for (Index i = 0; i < rows.rows; ++i) EXPECT_NEAR(after[i], before[i], 1e-7) << kind << " row " << i;
  }
}

TEST(PageModel, KeepsTheMostFrequentLevelsAndThoseNeeded) {
  std::string csv = "who,x,y\n";
  for (int level = 0; level < 1200; ++level) {
    for (int row = 0; row < (level < 100 ? 1 : 2); ++row) {  // the first hundred are rare
      csv += "p" + std::to_string(1000 + level) + "," + std::to_string((level * 7 + row) % 11) + "," +
             ((level + row) % 3 == 0 ? "yes" : "no") + "\n";
    }
  }
  Config config = example_config("logistic");
  config.penalty.l2 = 1;
  const Classifier model = train(config, parse_table(csv), nullptr);
  const LevelsByColumn kept = page_levels(model, {{"who", {"p1003"}}, {"other", {"a"}}});
  ASSERT_EQ(kept.size(), 1U);
  const std::set<std::string>& levels = kept.at("who");
  EXPECT_LE(levels.size(), kPageLevels + 2);
  EXPECT_TRUE(levels.contains("p1003"));
  EXPECT_FALSE(levels.contains("p1004"));
  EXPECT_TRUE(levels.contains("p1500"));
  EXPECT_TRUE(page_levels(example_model("logistic"), {}).empty());
}

}  // namespace
}  // namespace binet
