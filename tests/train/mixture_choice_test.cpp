#include "train/mixture_choice.hpp"

#include "eval/log_loss.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace binet {
namespace {

/// Two parts predict outcomes of known logits; the first is off by a factor.
JudgedParts example_parts(Index rows, double factor, double noise, std::uint64_t seed) {
  Random random(seed);
  JudgedParts parts;
  VectorD first(rows), second(rows);
  parts.rows.rows = PagedVector<Index>(static_cast<std::size_t>(rows));
  parts.rows.target.resize(rows);
  for (Index i = 0; i < rows; ++i) {
    const double truth = 1.5 * random.normal();
    first[i] = factor * truth;
    second[i] = truth + noise * random.normal();
    parts.rows.target[i] = random.uniform() < sigmoid(truth) ? Scalar(1) : Scalar(0);
    parts.rows.rows[static_cast<std::size_t>(i)] = i;
    parts.part_of.push_back(static_cast<int>(i % 5));
  }
  parts.logits = {first, second};
  parts.judged = parts.logits;
  return parts;
}

TEST(MixtureChoice, JudgesAPartByWhatTheOthersHaveChosen) {
  const JudgedParts parts = example_parts(400, 3, 1, 1);
  const MixtureChoice whole = choose_mixture(parts, {});
  for (int part = 0; part < 5; ++part) {
    std::vector<Index> others;
    for (Index i = 0; i < 400; ++i) {
      if (i % 5 != part) others.push_back(i);
    }
    JudgedParts rest = parts;
    rest.rows = parts.rows.gather(others);
    rest.part_of.assign(others.size(), 0);
    for (auto* logits : {&rest.logits, &rest.judged}) {
      for (VectorD& of_part : *logits) of_part = VectorD(of_part(others));
    }
    const MixtureFit fitted = choose_mixture(rest, {}).mixture;
    const VectorD expected = fitted.logits(parts.judged);
    for (Index i = part; i < 400; i += 5) EXPECT_NEAR(whole.logit[i], expected[i], 1e-9);
  }
}

TEST(MixtureChoice, PartsWithoutJudgedLogitsAreJudgedByThoseTheyAreFittedTo) {
  JudgedParts parts = example_parts(400, 3, 1, 1);
  parts.simplest_first = true;
  const VectorD expected = choose_mixture(parts, {}).logit;
  parts.judged[0].resize(0);
  EXPECT_EQ(choose_mixture(parts, {}).logit, expected);
  parts.judged.clear();
  EXPECT_EQ(choose_mixture(parts, {}).logit, expected);
}

TEST(MixtureChoice, CalibrationIsJudgedOnRowsItWasNotFittedTo) {
  const JudgedParts parts = example_parts(400, 3, 0, 2);
  const MixtureChoice choice = choose_mixture(parts, {});
  const MeanSums gain = log_loss_difference(choice.mixture.logits(parts.logits), choice.logit, parts.rows.target, {});
  EXPECT_LT(gain.mean(), 0) << "on its own rows it looks better";
}

TEST(MixtureChoice, UsesTheFirstPartAloneWhereTheMixtureIsWorse) {
  JudgedParts parts = example_parts(500, 1, 6, 3);
  // Fitted to logits that flatter the second part, judged by those that do not.
  for (Index i = 0; i < 500; ++i) parts.logits[1][i] = parts.rows.target[i] > Scalar(0.5) ? 2 : -2;
  parts.simplest_first = true;
  const MixtureChoice choice = choose_mixture(parts, {});
  EXPECT_EQ(choice.mixture.weights, (std::vector<double>{1, 0}));
  EXPECT_EQ(choice.mixture.calibration.slope, 1);
  EXPECT_EQ(choice.logit, parts.judged[0]);
}

/// Just beyond the limit, choices without a part of the rows would keep the mixture; the report is of the model chosen.
TEST(MixtureChoice, JudgesTheModelThatIsChosen) {
  bool close = false;
  for (int step = 0; step < 60; ++step) {
    JudgedParts parts = example_parts(400, 1, 0.6 + 0.02 * step, 6);
    for (Index i = 0; i < 400; ++i) parts.logits[1][i] = parts.rows.target[i] > Scalar(0.5) ? 2 : -2;
    JudgedParts mixture = parts;
    parts.simplest_first = true;
    const MixtureChoice choice = choose_mixture(parts, {});
    const VectorD of_mixture = choose_mixture(mixture, {}).logit;
    const bool first_alone = choice.mixture.weights[0] == 1;
    EXPECT_EQ(choice.logit, first_alone ? parts.judged[0] : of_mixture) << "step " << step;
    close = close || first_alone;
  }
  EXPECT_TRUE(close);
}

/// This is so where one column tells the classes apart and every part has found it.
TEST(MixtureChoice, UsesTheFirstPartAloneWhereTheMixtureChangesNothing) {
  JudgedParts parts = example_parts(300, 1, 0, 4);
  for (Index i = 0; i < 300; ++i) {
    const double logit = parts.rows.target[i] > Scalar(0.5) ? 14 : -14;
    parts.logits[0][i] = logit;
    parts.logits[1][i] = 1.1 * logit;
  }
  parts.judged = parts.logits;
  parts.simplest_first = true;
  EXPECT_EQ(choose_mixture(parts, {}).mixture.weights, (std::vector<double>{1, 0}));
}

/// No gain that can be told from none is not yet a sure sign of none.
TEST(MixtureChoice, KeepsAMixtureWhoseGainIsUnsure) {
  JudgedParts parts = example_parts(300, 1, 0.3, 5);
  parts.simplest_first = true;
  EXPECT_GT(choose_mixture(parts, {}).mixture.weights[1], 0);
}

/// Folds whose shares of positives differ, each predicted by the share of the other folds: a calibration on those,
/// which know the fold's own share, would take it off a second time.
TEST(MixtureChoice, CalibrationTakesTheShareOfAFoldOfGroupsOffOnce) {
  constexpr Index kOfFold = 200;
  const std::vector<Index> positives{60, 80, 100, 120, 140};
  JudgedParts parts = example_parts(5 * kOfFold, 1, 0, 1);
  VectorD logit(5 * kOfFold);
  for (Index i = 0; i < logit.size(); ++i) {
    const auto fold = static_cast<std::size_t>(i / kOfFold);
    const double others = static_cast<double>(500 - positives[fold]) / (4 * kOfFold);
    logit[i] = std::log(others / (1 - others));
    parts.rows.target[i] = i % kOfFold < positives[fold] ? Scalar(1) : Scalar(0);
    parts.part_of[static_cast<std::size_t>(i)] = static_cast<int>(fold);
  }
  parts.logits = {logit};
  parts.judged.clear();
  const auto largest_change = [&] { return (choose_mixture(parts, {}).logit - logit).array().abs().maxCoeff(); };
  const double twice = largest_change();
  parts.folds_of_groups = true;
  EXPECT_LT(largest_change(), twice / 2);
  EXPECT_LT(std::abs((choose_mixture(parts, {}).logit - logit).mean()), 0.005);
}

}  // namespace
}  // namespace binet
