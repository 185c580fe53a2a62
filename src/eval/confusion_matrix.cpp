#include "binet/eval/confusion_matrix.hpp"

#include <cmath>

namespace binet {

ConfusionMatrix confusion_matrix(const Predictions& p) {
  ConfusionMatrix counts;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double& cell = p.predicted_positive(i) ? (p.positive(i) ? counts.true_positive : counts.false_positive)
                                           : (p.positive(i) ? counts.false_negative : counts.true_negative);
    cell += p.weight_of(i);
  }
  return counts;
}

// Division of 0 by 0 gives the NaN these promise.

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
