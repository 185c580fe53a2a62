#include "eval/paired_comparison.hpp"

#include "eval/discrimination.hpp"
#include "math/sigmoid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace binet {
namespace {

const std::vector<double> kTarget{1, 0, 1, 1, 0, 0, 1, 0, 1, 0};
const std::vector<double> kFirst{2.1, -1.0, 0.3, 1.2, 0.4, -0.7, -0.2, -2.0, 0.9, 0.1};
const std::vector<double> kSecond{1.0, -0.2, -0.4, 1.5, 0.6, -1.1, 0.2, -0.9, 0.6, 0.6};

struct Scored {
  std::vector<double> probability;
  std::vector<double> logit;
  explicit Scored(const std::vector<double>& logits) : logit(logits) {
    for (const double z : logits) probability.push_back(sigmoid(z));
  }
  Predictions view(std::span<const double> weight = {}) const { return {probability, kTarget, weight, 0.5, logit}; }
};

TEST(PairedComparison, PairsRowsInMeans) {
  const Scored a(kFirst), b(kSecond);
  const PairedComparison found = compare_predictions(a.view(), b.view());
  std::vector<double> differences;
  double sum = 0;
  for (std::size_t i = 0; i < kTarget.size(); ++i) {
    const auto square = [&](double p) { return (p - kTarget[i]) * (p - kTarget[i]); };
    differences.push_back(square(a.probability[i]) - square(b.probability[i]));
    sum += differences.back();
  }
  const double mean = sum / 10;
  double squares = 0;
  for (const double d : differences) squares += (d - mean) * (d - mean);
  EXPECT_NEAR(found.brier.difference, mean, 1e-14);
  EXPECT_NEAR(found.brier.standard_error, std::sqrt(squares / 9 / 10), 1e-14);
}

/// DeLong's formula, every pair written out.
TEST(PairedComparison, ComparesAreasByDeLongsMethod) {
  const Scored a(kFirst), b(kSecond);
  const auto rank = [](double positive, double negative) {
    return positive > negative ? 1.0 : positive == negative ? 0.5 : 0.0;
  };
  std::vector<double> of_positive, of_negative;
  for (std::size_t i = 0; i < kTarget.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < kTarget.size(); ++j) {
      if (kTarget[i] == kTarget[j]) continue;
      const std::size_t up = kTarget[i] > 0 ? i : j, down = kTarget[i] > 0 ? j : i;
      sum += (rank(kFirst[up], kFirst[down]) - rank(kSecond[up], kSecond[down])) / 5;
    }
    (kTarget[i] > 0 ? of_positive : of_negative).push_back(sum);
  }
  double mean = 0;
  for (const double v : of_positive) mean += v / 5;
  double variance = 0;
  for (const auto* values : {&of_positive, &of_negative}) {
    for (const double v : *values) variance += (v - mean) * (v - mean) / 4 / 5;
  }
  const PairedComparison found = compare_predictions(a.view(), b.view());
  EXPECT_NEAR(found.roc_auc.first, discrimination(a.view()).roc_auc, 1e-14);
  EXPECT_NEAR(found.roc_auc.second, discrimination(b.view()).roc_auc, 1e-14);
  EXPECT_NEAR(found.roc_auc.difference, mean, 1e-14);
  EXPECT_NEAR(found.roc_auc.standard_error, std::sqrt(variance), 1e-14);
}

TEST(PairedComparison, CountsRowsThatOneAloneLabelsRightly) {
  const Scored a(kFirst), b(kSecond);
  const LabelComparison found = compare_predictions(a.view(), b.view()).labels;
  EXPECT_EQ(found.only_first, 1U);   // row 3
  EXPECT_EQ(found.only_second, 1U);  // row 7
  EXPECT_EQ(found.p_value, 1);
}

TEST(PairedComparison, WithoutADifferenceHasNoTest) {
  const Scored a(kFirst);
  const PairedComparison found = compare_predictions(a.view(), a.view());
  EXPECT_EQ(found.log_loss.difference, 0);
  EXPECT_EQ(found.log_loss.standard_error, 0);
  EXPECT_TRUE(std::isnan(found.log_loss.p_value));
  EXPECT_EQ(found.labels.p_value, 1);
}

TEST(PairedComparison, IgnoresRowsOfWeightZero) {
  const Scored a(kFirst), b(kSecond);
  std::vector<double> weight(10, 1.0);
  weight[2] = 0;
  std::vector<double> fewer_a = kFirst, fewer_b = kSecond;
  fewer_a[2] = 50;
  const Scored other(fewer_a);
  const PairedComparison x = compare_predictions(a.view(weight), b.view(weight));
  const PairedComparison y = compare_predictions(other.view(weight), b.view(weight));
  EXPECT_EQ(x.log_loss.difference, y.log_loss.difference);
  EXPECT_EQ(x.roc_auc.standard_error, y.roc_auc.standard_error);
}

/// R: binom.test(k, n)$p.value
TEST(SignTest, EqualsRsBinomialTest) {
  EXPECT_NEAR(sign_test(1, 10), 0.021484375, 1e-12);
  EXPECT_NEAR(sign_test(9, 10), 0.021484375, 1e-12);
  EXPECT_NEAR(sign_test(40, 100), 0.05688793364098078, 1e-10);
  EXPECT_EQ(sign_test(5, 10), 1);
  EXPECT_EQ(sign_test(0, 0), 1);
}

}  // namespace
}  // namespace binet
