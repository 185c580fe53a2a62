#include "linear/maximum_likelihood.hpp"

#include "linear/logistic.hpp"
#include "linear/random_examples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

namespace binet {
namespace {

struct Row {
  std::vector<double> x;
  double y;
};

Examples dense_examples(const std::vector<Row>& rows) {
  const auto n = static_cast<Index>(rows.size()), d = static_cast<Index>(rows.front().x.size());
  Examples examples;
  examples.features.dense.resize(n, d);
  examples.features.codes.resize(n, 0);
  examples.features.bins.resize(n, 0);
  examples.features.positions.resize(n, 0);
  examples.target.resize(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < d; ++j) {
      examples.features.dense(i, j) =
          static_cast<Scalar>(rows[static_cast<std::size_t>(i)].x[static_cast<std::size_t>(j)]);
    }
    examples.target[i] = static_cast<Scalar>(rows[static_cast<std::size_t>(i)].y);
  }
  return examples;
}

MaximumLikelihood examine(const Examples& examples) {
  const LogisticFit fit = solve_logistic(examples, {});
  return examine_maximum_likelihood(examples, fit.parameters, {});
}

TEST(MaximumLikelihood, OverlapIsRegular) {
  const Examples examples = random_examples({.rows = 200, .dense = 3, .levels = {3}, .weighted = true});
  const MaximumLikelihood found = examine(examples);
  EXPECT_EQ(found.separated_rows, 0);
  EXPECT_FALSE(found.undecided);
  EXPECT_EQ(found.rank, 7);
}

TEST(MaximumLikelihood, OneColumnSeparatesCompletely) {
  std::vector<Row> rows;
  for (int i = 0; i < 30; ++i) rows.push_back({{i + 0.0, i % 4 + 0.0}, i < 15 ? 0.0 : 1.0});
  const MaximumLikelihood found = examine(dense_examples(rows));
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.separated_rows, 30);
  EXPECT_EQ(found.unbounded[1], 1);
  EXPECT_FALSE(found.standard_error(VectorD::Unit(3, 1)));
}

/// Heinze, Schemper 2002's kind: x is 1 in positives only. R: detect_separation names x alone, and glm's other
/// coefficients are those without these rows.
TEST(MaximumLikelihood, QuasiSeparationKeepsWhatIsFinite) {
  std::vector<Row> rows, others;
  Random random(5);
  for (int i = 0; i < 120; ++i) {
    const double z = random.normal(), y = random.uniform() < 1 / (1 + std::exp(-z)) ? 1 : 0;
    const double x = y == 1 && i % 5 == 0 ? 1 : 0;
    rows.push_back({{x, z}, y});
    if (x == 0) others.push_back({{z}, y});
  }
  const MaximumLikelihood found = examine(dense_examples(rows));
  const MaximumLikelihood without = examine(dense_examples(others));
  EXPECT_GT(found.separated_rows, 5);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.unbounded, (std::vector<int>{0, 1, 0}));
  EXPECT_NEAR(*found.standard_error(VectorD::Unit(3, 2)), *without.standard_error(VectorD::Unit(2, 1)), 1e-6);
  EXPECT_NEAR(*found.standard_error(VectorD::Unit(3, 0)), *without.standard_error(VectorD::Unit(2, 0)), 1e-6);
  EXPECT_NEAR(found.parameters[2], without.parameters[1], 1e-6);
}

/// No column alone: a + b ≥ 1 only in positives, with ties.
TEST(MaximumLikelihood, ACombinationSeparatesQuasi) {
  std::vector<Row> rows;
  for (int i = 0; i < 90; ++i) {
    const double a = i % 3, b = i / 3 % 3, z = (i * 7 % 11) / 11.0;
    const double y = a + b > 2 ? 1 : a + b < 2 ? 0 : i % 2;
    rows.push_back({{a, b, z}, y});
  }
  const MaximumLikelihood found = examine(dense_examples(rows));
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.separated_rows, 60);
  EXPECT_EQ(found.unbounded, (std::vector<int>{-1, 1, 1, 0}));
  EXPECT_TRUE(found.standard_error(VectorD::Unit(4, 3)));
}

/// Standardised, a and b are rounded: ties are ties still.
TEST(MaximumLikelihood, RoundingHidesNoTies) {
  std::vector<Row> rows;
  for (int i = 0; i < 200; ++i) {
    const double a = i % 7, b = i / 7 % 7, y = a + b > 6 ? 1 : a + b < 6 ? 0 : i % 2;
    rows.push_back({{(a - 3.1) / 1.9, (b - 2.7) / 2.3}, y});
  }
  const MaximumLikelihood found = examine(dense_examples(rows));
  EXPECT_FALSE(found.complete);
  EXPECT_FALSE(found.undecided);
  EXPECT_EQ(found.unbounded, (std::vector<int>{0 + found.unbounded[0], 1, 1}));
}

TEST(MaximumLikelihood, ANarrowMarginIsSeparation) {
  std::vector<Row> rows;
  for (int i = 0; i < 60; ++i) {
    const double z = std::sin(7.0 * i), side = (i % 2 == 0 ? 1.0 : -1.0) * (i < 4 ? 1e-5 : 1);
    rows.push_back({{side - 0.3 * z, z}, i % 2 == 0 ? 1.0 : 0.0});
  }
  const MaximumLikelihood found = examine(dense_examples(rows));
  EXPECT_FALSE(found.undecided);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.separated_rows, 60);
}

TEST(MaximumLikelihood, AStrongEffectIsNoSeparation) {
  std::vector<Row> rows;
  for (int i = 0; i < 60; ++i) rows.push_back({{(i - 30) / 3.0}, i >= 30 ? 1.0 : 0.0});
  rows[29].y = 1;
  rows[30].y = 0;
  const MaximumLikelihood found = examine(dense_examples(rows));
  EXPECT_EQ(found.separated_rows, 0);
  EXPECT_FALSE(found.undecided);
  EXPECT_TRUE(found.standard_error(VectorD::Unit(2, 1)));
}

TEST(MaximumLikelihood, NearlyCollinearColumnsAreNotAnnounced) {
  Examples examples = random_examples({.rows = 300, .dense = 2});
  Random random(2);
  for (Index i = 0; i < 300; ++i) {
    examples.features.dense(i, 1) = examples.features.dense(i, 0) + static_cast<Scalar>(1e-4 * random.normal());
  }
  const MaximumLikelihood found = examine(examples);
  EXPECT_EQ(found.rank, 3);
  EXPECT_EQ(found.separated_rows, 0);
  EXPECT_FALSE(found.undecided);
}

TEST(MaximumLikelihood, AliasedColumnsAreTheLaterOnes) {
  Examples examples = random_examples({.rows = 300, .dense = 4});
  for (Index i = 0; i < 300; ++i) {
    examples.features.dense(i, 2) = 2 * examples.features.dense(i, 0) - 3 * examples.features.dense(i, 1) + 1;
  }
  const MaximumLikelihood found = examine(examples);
  EXPECT_EQ(found.rank, 4);
  EXPECT_EQ(found.aliased, (std::vector<bool>{false, false, false, true, false}));
  Examples without = examples;
  Matrix kept(300, 3);
  kept << examples.features.dense.leftCols(2), examples.features.dense.rightCols(1);
  without.features.dense = kept;
  const MaximumLikelihood reduced = examine(without);
  EXPECT_NEAR(found.parameters[1], reduced.parameters[1], 1e-5);
  EXPECT_NEAR(found.parameters[4], reduced.parameters[3], 1e-5);
  EXPECT_NEAR(*found.standard_error(VectorD::Unit(5, 4)), *reduced.standard_error(VectorD::Unit(4, 3)), 1e-5);
}

TEST(MaximumLikelihood, ALevelOfOneClassIsQuasiSeparation) {
  Examples examples = random_examples({.rows = 400, .dense = 1, .levels = {3}, .signal = 0.1});
  for (Index i = 0; i < 400; ++i) {
    if (examples.features.codes(i, 0) == 2) examples.target[i] = 1;
  }
  const MaximumLikelihood found = examine(examples);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.unbounded, (std::vector<int>{0, 0, 0, 0, 1}));
  EXPECT_TRUE(found.standard_error(VectorD::Unit(5, 1)));
}

}  // namespace
}  // namespace binet
