#pragma once

#include "binet/eval/predictions.hpp"

namespace binet {

/// Weighted counts.
struct ConfusionMatrix {
  double true_positive = 0, false_positive = 0, true_negative = 0, false_negative = 0;
};
ConfusionMatrix confusion_matrix(const Predictions&);

// Metrics computed from the counts alone; NaN if the denominator is 0.
double accuracy(const ConfusionMatrix&);
double precision(const ConfusionMatrix&);
double recall(const ConfusionMatrix&);
double specificity(const ConfusionMatrix&);
double balanced_accuracy(const ConfusionMatrix&);
double f1(const ConfusionMatrix&);
double matthews_correlation(const ConfusionMatrix&);

}  // namespace binet
