#include "train/held_out_correction.hpp"

#include "eval/log_loss.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"
#include "model/scored_logits.hpp"
#include "train/mixture_gain.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

constexpr Index kRows = 20'000;

/// The mean probability of some columns, as a logit.
VectorD average(const MatrixD& logits, Index first, Index count) {
  VectorD mean(logits.rows());
  for (Index i = 0; i < logits.rows(); ++i) {
    double sum = 0;
    for (Index k = first; k < first + count; ++k) sum += sigmoid(logits(i, k)) / static_cast<double>(count);
    mean[i] = std::log(sum / (1 - sum));
  }
  return mean;
}

HeldOut held_out_rows(const VectorD& logit, const Vector& target) {
  LabelledRows rows;
  rows.target = target;
  return HeldOut::of_all(rows, logit, "cross-validation");
}

/// Outcomes of known logits, and networks that are off by noise of their own: two judge, the other twelve are saved
/// with them.
struct Example {
  HeldOut held_out;
  VectorD saved;
};

Example noisy_networks() {
  Random random(5);
  MatrixD logits(kRows, 14);
  Vector target(kRows);
  for (Index i = 0; i < kRows; ++i) {
    const double truth = 1.5 * random.normal();
    target[i] = random.uniform() < sigmoid(truth) ? Scalar(1) : Scalar(0);
    for (Index k = 0; k < 14; ++k) logits(i, k) = truth + 0.5 * random.normal();
  }
  Example example{held_out_rows(average(logits, 0, 2), target), average(logits, 0, 14)};
  example.held_out.logit_by_one = {logits.col(0), logits.col(1)};
  example.held_out.average = {2, 14};
  return example;
}

HeldOutCorrection correct(const HeldOut& held_out, const ScoredRows& fitted = {}) {
  const ScoredRows rows = score_logits(held_out.logit, held_out.target, {});
  return {held_out, JudgedRows(rows, JudgingFacts{}), rows, fitted};
}

double value_of(const char* name, const VectorD& logit, const Vector& target) {
  const ScoredRows rows = score_logits(logit, target, {});
  return JudgedRows(rows, JudgingFacts{}).evaluate(metric(name)).value;
}

TEST(HeldOutCorrection, FindsTheMetricsOfAllNetworksFromThoseOfTwo) {
  const Example example = noisy_networks();
  const HeldOutCorrection correction = correct(example.held_out);
  for (const char* name : {"log_loss", "brier", "roc_auc"}) {
    const double two = value_of(name, example.held_out.logit, example.held_out.target);
    const double saved = value_of(name, example.saved, example.held_out.target);
    EXPECT_NEAR(correction.apply(metric(name), two), saved, 0.3 * std::abs(two - saved)) << name;
  }
  EXPECT_EQ(correction.apply(metric("accuracy"), 0.7), 0.7);
}

TEST(HeldOutCorrection, TheGainOfAveragingIsTheFallInLogLoss) {
  const Example example = noisy_networks();
  const HeldOut& held_out = example.held_out;
  LabelledRows rows;
  rows.target = held_out.target;
  const double two = value_of("log_loss", held_out.logit, held_out.target);
  const HeldOutCorrection correction = correct(held_out);
  EXPECT_NEAR(gain_of_averaging(held_out.logit, held_out.logit_by_one, held_out.average, rows),
              two - correction.apply(metric("log_loss"), two), 1e-9);
  EXPECT_EQ(gain_of_averaging(held_out.logit, {}, held_out.average, rows), 0);
}

/// Logits whose errors have 1/n of the signal's variance per fitted row, shrunk to the best scale: those of 20% fewer
/// rows, those of all rows on new rows, and on the fitted rows, which half of the errors' variance was chosen for.
struct FewerRows {
  Vector target = Vector(kRows);
  VectorD held_out = VectorD(kRows), saved = VectorD(kRows);
};

FewerRows fits_of_fewer_rows(double error_variance) {
  Random random(7);
  FewerRows made;
  const double fewer = error_variance / 0.8;
  for (Index i = 0; i < kRows; ++i) {
    const double truth = random.normal(), error = random.normal();
    made.target[i] = random.uniform() < sigmoid(truth) ? Scalar(1) : Scalar(0);
    made.held_out[i] = (truth + std::sqrt(fewer) * error) / (1 + fewer);
    made.saved[i] = (truth + std::sqrt(error_variance) * error) / (1 + error_variance);
  }
  return made;
}

TEST(HeldOutCorrection, FindsTheGainOfAllRowsFromHeldOutAndFittedRows) {
  for (const double t : {0.1, 0.4, 1.0}) {
    const double held_out = 1 / (1 + t / 0.8), fitted = (1 + 2 * t) / (1 + t);
    EXPECT_NEAR(rows_lacking_factor(0.8, {.base = 2, .held_out = 2 - held_out, .fitted = 2 - fitted}),
                (1 + t / 0.8) / (1 + t), 1e-12);
  }
  EXPECT_NEAR(rows_lacking_factor(0.8, {.base = 1, .held_out = 1 - 1e-9, .fitted = 0.5}), 1 / 0.8, 1e-6);
  EXPECT_NEAR(rows_lacking_factor(0.9, {.base = 1, .held_out = 0.5, .fitted = 0.5 - 1e-12}), 1, 1e-9);
}

TEST(HeldOutCorrection, AddsTheRowsThatFoldsLack) {
  const double t = 0.4;
  const FewerRows rows = fits_of_fewer_rows(t);
  HeldOut held_out = held_out_rows(rows.held_out, rows.target);
  held_out.fitted_share = 0.8;
  // Rows that the saved model gains (1 + 2t) times as much on as on new ones, with the same spread.
  const double base = score_logits(rows.saved, rows.target, {}).base_log_loss();
  const double wanted = base - (base - value_of("log_loss", rows.saved, rows.target)) * (1 + 2 * t);
  VectorD fitted = rows.saved;
  double step = 0.5;
  for (double scale = 0; step > 1e-6; step /= 2) {
    const double sign = value_of("log_loss", fitted, rows.target) > wanted ? 1 : -1;
    scale += sign * step;
    fitted = rows.saved + scale * (2 * rows.target.cast<double>().array() - 1).matrix();
  }
  const HeldOutCorrection correction = correct(held_out, score_logits(fitted, rows.target, {}));
  for (const char* name : {"log_loss", "brier", "roc_auc", "average_precision"}) {
    const double before = value_of(name, rows.held_out, rows.target);
    const double saved = value_of(name, rows.saved, rows.target);
    EXPECT_NEAR(correction.apply(metric(name), before), saved, 0.35 * std::abs(before - saved)) << name;
  }
}

TEST(HeldOutCorrection, TheSlopeFollowsTheSpreadOfTheSavedModelsLogits) {
  const FewerRows rows = fits_of_fewer_rows(0.1);
  HeldOut held_out = held_out_rows(rows.held_out.array() + 1.0, rows.target);
  held_out.fitted_share = 0.8;
  // The saved model has the same logits, but half as steep, and does no better on its rows: only the spread counts.
  const VectorD half = (held_out.logit.array() - held_out.logit.mean()) / 1.25 + held_out.logit.mean();
  const HeldOutCorrection correction = correct(held_out, score_logits(half, rows.target, {}));
  const double slope = value_of("calibration_slope", held_out.logit, held_out.target);
  const double intercept = value_of("calibration_intercept", held_out.logit, held_out.target);
  EXPECT_NEAR(correction.apply(metric("calibration_slope"), slope),
              value_of("calibration_slope", half, held_out.target), 0.02);
  EXPECT_NEAR(correction.apply(metric("calibration_intercept"), intercept),
              value_of("calibration_intercept", half, held_out.target), 0.02);
  EXPECT_NEAR(correction.apply_to_error(metric("calibration_slope"), slope, 0.1), 0.125, 0.003);
  EXPECT_EQ(correction.apply_to_error(metric("log_loss"), 0.5, 0.1), 0.1);
}

TEST(HeldOutCorrection, WhatGainsNothingOnHeldOutRowsIsNotCorrected) {
  EXPECT_EQ(rows_lacking_factor(0.8, {.base = 0.69, .held_out = 0.70, .fitted = 0.6}), 1);
  EXPECT_EQ(rows_lacking_factor(1, {.base = 0.69, .held_out = 0.5, .fitted = 0.4}), 1);
  EXPECT_EQ(rows_lacking_factor(0.8, {.base = 0.69, .held_out = 0.5, .fitted = 0.6}), 1);
}

TEST(HeldOutCorrection, LeavesMetricsOfTheSavedModelItselfAlone) {
  HeldOut held_out = noisy_networks().held_out;
  held_out.logit_by_one.clear();
  held_out.average = {};
  const HeldOutCorrection correction = correct(held_out, score_logits(held_out.logit, held_out.target, {}));
  for (const Metric& each : metrics()) EXPECT_EQ(correction.apply(each, 0.25), 0.25) << each.name;
}

/// The base rate beside fitted rows knows the share of their group as they do: else that share would seem learned.
TEST(HeldOutCorrection, GroupsDoNotCountAsLearned) {
  Random random(8);
  LabelledRows rows;
  rows.target.resize(400);
  VectorD logit(400), fitted(400);
  for (Index i = 0; i < 400; ++i) {
    const Index group = i / 20;
    const double signal = random.normal();
    rows.target[i] = random.uniform() < sigmoid(signal + (group % 2 == 0 ? 1.0 : -1.0)) ? Scalar(1) : Scalar(0);
    logit[i] = 0.8 * signal;
    fitted[i] = 0.8 * signal + (rows.target[i] > Scalar(0.5) ? 0.3 : -0.3);
    rows.group.push_back(group);
  }
  HeldOut held_out = HeldOut::of_all(rows, logit, "cross-validation");
  held_out.shares_known = true;
  held_out.fitted_share = 0.8;
  const ScoredRows scored = score_logits(logit, rows.target, {}), of_fitted = score_logits(fitted, rows.target, {});
  const JudgedRows judged(scored, held_out.facts());
  const double found = judged.evaluate(metric("log_loss")).value, base = judged.base_log_loss();
  const double known = JudgedRows(of_fitted, {}).evaluate(metric("log_loss")).value - of_fitted.base_log_loss();
  const double factor = rows_lacking_factor(0.8, {base, found, base + known});
  EXPECT_GT(base, of_fitted.base_log_loss());
  EXPECT_GT(factor, 1);
  EXPECT_NEAR(HeldOutCorrection(held_out, judged, scored, of_fitted).apply(metric("log_loss"), found),
              found - (factor - 1) * (base - found), 1e-12);
}

}  // namespace
}  // namespace binet
