#include "train/base_learner.hpp"

#include "math/random.hpp"
#include "eval/log_loss.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

/// Eight columns, whose first sways the target by `slope`.
EncodedRows rows_of(double slope, std::uint64_t seed) {
  constexpr Index kRows = 80, kColumns = 8;
  Random random(seed);
  EncodedRows rows{{kColumns, {}, {}}, {}};
  Features& features = rows.examples.features;
  features.dense.resize(kRows, kColumns);
  features.codes.resize(kRows, 0);
  features.bins.resize(kRows, 0);
  features.positions.resize(kRows, 0);
  rows.examples.target.resize(kRows);
  for (Index i = 0; i < kRows; ++i) {
    for (Index j = 0; j < kColumns; ++j) features.dense(i, j) = static_cast<Scalar>(random.normal());
    rows.examples.target[i] = random.uniform() < sigmoid(slope * static_cast<double>(features.dense(i, 0))) ? 1 : 0;
  }
  return rows;
}

BaseLearnerFit fit(const EncodedRows& rows) {
  Random random(1);
  return fit_random_features(rows, {{.units = 64}}, {}, random);
}

/// The penalty that held-out rows prefer looks better on these rows than on others.
TEST(BaseLearner, JudgesNoiseByPenaltiesChosenWithoutTheRow) {
  double chosen = 0, judged = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const EncodedRows rows = rows_of(0, seed);
    const BaseLearnerFit found = fit(rows);
    ASSERT_EQ(found.judged.size(), rows.examples.rows());
    chosen += log_loss_sums(found.held_out, rows.examples.target, {}).mean();
    judged += log_loss_sums(found.judged, rows.examples.target, {}).mean();
  }
  EXPECT_GT(judged, chosen);
}

TEST(BaseLearner, SavesThatWhereThereIsSignal) {
  EXPECT_EQ(fit(rows_of(4, 1)).judged.size(), 0);
}

TEST(BaseLearner, SelectsTheBinsThatMatter) {
  EncodedRows rows = rows_of(4, 1);
  const BaseLearnerFit found = fit_sparse_part(rows, {});
  const auto weights = found.network.parameters().head(rows.shape.dense).array();
  EXPECT_LT((weights != 0).count(), rows.shape.dense);
  EXPECT_NE(weights[0], 0);
  EXPECT_EQ(found.held_out.size(), rows.examples.rows());
  EXPECT_EQ(found.judged.size(), rows.examples.rows());
  EXPECT_FALSE(found.held_out.hasNaN());
}

}  // namespace
}  // namespace binet
