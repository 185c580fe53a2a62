#include "train/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace binet {
namespace {

using ::testing::StartsWith;

TEST(Verdict, AConvexFitNamesSolverPenaltyAndItsNameElsewhere) {
  SolvedFit fit{.solver = "newton",
                .convergence = {.converged = true, .iterations = 1, .objective = 0.5, .gradient_norm = 1e-9,
                                .relative_gradient_norm = 1e-10},
                .tolerance = 1e-8,
                .l2 = 0.01,
                .chosen_by = "leave-one-out",
                .total_weight = 100};
  EXPECT_EQ(verdict_on(fit),
            "newton converged in 1 iteration: objective 0.5, gradient norm 1e-09 (relative 1e-10, tolerance 1e-08). l2 "
            "0.01, chosen by leave-one-out (scikit-learn: C=1)");
  fit.convergence.converged = false;
  fit.convergence.iterations = 1000;
  fit.l2 = 0;
  EXPECT_THAT(verdict_on(fit), StartsWith("newton did not converge in 1,000 iterations: "));
  EXPECT_THAT(verdict_on(fit), ::testing::EndsWith(". No penalty (scikit-learn: penalty=None)"));
}

TEST(Verdict, NetworksCountEpochs) {
  TrainingSummary summary;
  summary.epochs = {{.epoch = 1, .loss = 0.6}};
  summary.best_epoch = 1;
  summary.best_validation_loss = 0.55;
  EXPECT_EQ(verdict_on(summary, true), "All epochs done after 1 epoch; epoch 1 is kept, with validation loss 0.5500");
  EXPECT_EQ(verdict_on(summary, false),
            "All epochs done after 1 epoch with training loss 0.6000; no rows were held out");
  summary.interrupted = true;
  EXPECT_THAT(verdict_on(summary, true), StartsWith("Interrupted after 1 epoch; "));
  const int best[] = {3, 9};
  EXPECT_EQ(verdict_on_folds(best, 5) + then_trained_on_all_rows(5),
            "2 networks, each trained without one fold, had their best epochs from 3 to 9; jointly epoch 5 is best; "
            "then trained on all rows for 5 epochs");
  const int same[] = {4, 4};
  EXPECT_EQ(verdict_on_folds(same, 4), "2 networks, each trained without one fold, all had their best epoch at 4");
}

TEST(Verdict, AMixtureLeavesOutPartsWithoutWeight) {
  EXPECT_EQ(verdict_on_mixture({{"logistic regression", 0.52}, {"additive model", 0}, {"8 networks", 0.48}}),
            "The mixture gives 52% of the weight to logistic regression, 48% to 8 networks");
  EXPECT_EQ(verdict_on_mixture({{"logistic regression", 0}, {"8 networks", 1}}), "The model is 8 networks");
  EXPECT_EQ(verdict_on_distillation(8, {}, "", "The model is 8 networks"),
            "Distilled from a mixture into 8 units. The mixture: The model is 8 networks");
  EXPECT_EQ(verdict_on_distillation(8, {}, "", "The mixture gives 52% of the weight to 8 networks"),
            "Distilled from a mixture into 8 units. The mixture gives 52% of the weight to 8 networks");
}

TEST(Verdict, AGainHasDigitsThatSaySomething) {
  const std::string end = " compared with logistic regression alone";
  EXPECT_EQ(verdict_on_gain(0.012, 0.004), "The mixture lowers log loss by 0.0120 ± 0.0040" + end);
  EXPECT_EQ(verdict_on_gain(0.00003, 0.000012), "The mixture lowers log loss by 0.00003 ± 0.00001" + end);
  EXPECT_EQ(verdict_on_gain(-2e-7, 1e-7), "The mixture raises log loss by 0.0000002 ± 0.0000001" + end);
  EXPECT_EQ(verdict_on_gain(0.0094, 0.00004), "The mixture lowers log loss by 0.00940 ± 0.00004" + end);
  EXPECT_EQ(verdict_on_gain(0.00002, 0), "The mixture lowers log loss by 0.00002 ± 0.00000" + end);
  EXPECT_EQ(verdict_on_gain(0, 0), "The mixture does not change log loss" + end);
  EXPECT_EQ(verdict_on_gain(1e-12, 1e-13), "The mixture does not change log loss" + end);
}

TEST(Verdict, AnUpdateSaysIfNothingChanged) {
  EXPECT_THAT(verdict_on_recalibration(0, 1), StartsWith("Not changed: "));
  EXPECT_EQ(verdict_on_recalibration(0.5, 2), "Recalibrated: the old model's logit times 2 plus 0.5");
  EXPECT_THAT(verdict_on_update(3, "5-fold cross-validation"), StartsWith("Updated: "));
}

}  // namespace
}  // namespace binet
