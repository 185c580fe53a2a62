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
  Example example{{average(logits, 0, 2), target, {}, "14-fold cross-validation"}, average(logits, 0, 14)};
  example.held_out.logit_by_one = {logits.col(0), logits.col(1)};
  example.held_out.average = {2, 14};
  return example;
}

HeldOutCorrection correct(const HeldOut& held_out, ScoredRows fitted = {}) {
  const ScoredRows rows = score_logits(held_out.logit, held_out.target, {});
  return {held_out, JudgedRows(rows, JudgingFacts{}), std::move(fitted)};
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

TEST(HeldOutCorrection, AddsTheRowsThatFoldsLackByTheDifferenceToFittedRows) {
  const Example example = noisy_networks();
  HeldOut held_out = example.held_out;
  held_out.logit_by_one.clear();
  held_out.fitted_share = 0.8;
  const HeldOutCorrection correction = correct(held_out, score_logits(example.saved, held_out.target, {}));
  const double held = value_of("log_loss", held_out.logit, held_out.target);
  const double fitted = value_of("log_loss", example.saved, held_out.target);
  const double base = score_logits(held_out.logit, held_out.target, {}).base_log_loss();
  const double step = 0.2 / 1.8 * (base - held) / (base - fitted);
  EXPECT_NEAR(correction.apply(metric("log_loss"), held), held + (fitted - held) * step, 1e-12);
  const double slope = value_of("calibration_slope", example.saved, held_out.target);
  EXPECT_NEAR(correction.apply(metric("calibration_slope"), 0.8), 0.8 * std::pow(slope / 0.8, step), 1e-12);
}

TEST(HeldOutCorrection, WhatGainsNothingOnHeldOutRowsIsNotCorrected) {
  EXPECT_EQ(rows_lacking_step(0.8, {.base = 0.69, .held_out = 0.70, .fitted = 0.6}), 0);
  EXPECT_EQ(rows_lacking_step(1, {.base = 0.69, .held_out = 0.5, .fitted = 0.4}), 0);
  EXPECT_DOUBLE_EQ(rows_lacking_step(0.8, {.base = 0.7, .held_out = 0.6, .fitted = 0.5}), 0.5 / 9);
}

TEST(HeldOutCorrection, LeavesMetricsOfTheSavedModelItselfAlone) {
  HeldOut held_out = noisy_networks().held_out;
  held_out.logit_by_one.clear();
  held_out.average = {};
  const HeldOutCorrection correction = correct(held_out, score_logits(held_out.logit, held_out.target, {}));
  for (const Metric& each : metrics()) EXPECT_EQ(correction.apply(each, 0.25), 0.25) << each.name;
}

}  // namespace
}  // namespace binet
