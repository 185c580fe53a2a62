#include "eval/confusion_matrix.hpp"

#include "eval/row_sums.hpp"

#include <array>
#include <cmath>

namespace binet {

namespace {

/// Indexed by prediction (2) and outcome (1): branches would be unpredictable.
struct Cells {
  std::array<double, 4> weight{};
  void operator+=(const Cells& other) {
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] += other.weight[i];
  }
};

}  // namespace

ConfusionMatrix confusion_matrix(const Predictions& p) {
  const Cells cells = detail::sum_of_rows<Cells>(p.size(), [&](Cells& sum, std::size_t i) {
    const std::size_t cell = 2 * std::size_t{p.predicted_positive(i)} + std::size_t{p.positive(i)};
    sum.weight[cell] += p.weight_of(i);
  });
  return {.true_positive = cells.weight[3],
          .false_positive = cells.weight[2],
          .true_negative = cells.weight[0],
          .false_negative = cells.weight[1]};
}

// 0 divided by 0 gives the NaN that the header promises.

double accuracy(const ConfusionMatrix& c) {
  const double right = c.true_positive + c.true_negative;
  return right / (right + c.false_positive + c.false_negative);
}

double precision(const ConfusionMatrix& c) {
  return c.true_positive / (c.true_positive + c.false_positive);
}

double recall(const ConfusionMatrix& c) {
  return c.true_positive / (c.true_positive + c.false_negative);
}

double specificity(const ConfusionMatrix& c) {
  return c.true_negative / (c.true_negative + c.false_positive);
}

double balanced_accuracy(const ConfusionMatrix& c) {
  return (recall(c) + specificity(c)) / 2;
}

double f1(const ConfusionMatrix& c) {
  return 2 * c.true_positive / (2 * c.true_positive + c.false_positive + c.false_negative);
}

double matthews_correlation(const ConfusionMatrix& c) {
  const double scale = std::sqrt(c.true_positive + c.false_positive) * std::sqrt(c.true_positive + c.false_negative) *
                       std::sqrt(c.true_negative + c.false_positive) * std::sqrt(c.true_negative + c.false_negative);
  return (c.true_positive * c.true_negative - c.false_positive * c.false_negative) / scale;
}

}  // namespace binet
