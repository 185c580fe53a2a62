#include "train/fold_ensemble.hpp"

#include "linear/random_examples.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

const std::vector<Split> kFolds{{{0, 1, 2, 4, 6, 7, 8, 9}, {3, 5}}, {{0, 1, 3, 4, 6, 7, 8, 9}, {2, 5}}};

/// With a million rows, where networks leave out a few percent, the logits of all rows took more memory than training.
TEST(FoldEnsemble, HasLogitsOfRowsThatAFoldLeavesOutAlone) {
  const EncodedRows rows{{.dense = 2, .levels = {}, .bins = {}}, random_examples({.rows = 10, .dense = 2, .seed = 1})};
  FoldEnsemblePlan plan{"mlp", 0, {{.units = 2}}, {}};
  plan.training.epochs = 2;
  plan.copies = 2;
  const std::vector<int> part_of{-1, -1, 0, 1, -1, 1, -1, -1, -1, -1};
  EXPECT_EQ(left_out_rows(kFolds), (std::vector<Index>{2, 3, 5}));
  const FoldEnsemble found = train_fold_ensembles({&plan, 1}, {&rows, 1}, kFolds, part_of, 0.5, Random(1), {}).front();
  ASSERT_EQ(found.held_out.size(), 3);
  ASSERT_EQ(found.judged.size(), 3);
  EXPECT_TRUE(found.held_out.allFinite());
  // Row 5 alone is left out by both networks.
  EXPECT_NEAR(found.judging, 3 / (1 + 1 + 0.5), 1e-12);
  EXPECT_TRUE(found.judged_by_one.empty());

  plan.copies = 1;
  const FoldEnsemble one = train_fold_ensembles({&plan, 1}, {&rows, 1}, kFolds, part_of, 0.5, Random(1), {}).front();
  EXPECT_TRUE(std::isnan(one.held_out[0])) << "the network of the second fold is not trained";
  EXPECT_EQ(one.held_out[1], found.held_out[1]);
  EXPECT_EQ(judged_places({&one.held_out}), (std::vector<Index>{1, 2}));
  EXPECT_EQ(pick(left_out_rows(kFolds), judged_places({&one.held_out})), (std::vector<Index>{3, 5}));
}

}  // namespace
}  // namespace binet
