#pragma once

#include "binet/eval/predictions.hpp"

#include <cstddef>

namespace binet {

/// A difference of two predictors on the same rows, with an error that pairs the rows. NaN where undefined.
struct PairedDifference {
  double first = 0, second = 0;  ///< the figure of each
  double difference = 0;         ///< first − second
  double standard_error = 0;
  double lower = 0, upper = 0;   ///< 95 %
  double p_value = 0;            ///< two-sided, by the normal distribution, of no difference
};

/// McNemar's test on the rows that one predictor labels rightly and the other wrongly, each by its own threshold.
struct LabelComparison {
  std::size_t only_first = 0, only_second = 0;  ///< rows that only one of them labels rightly
  double p_value = 0;  ///< exact and two-sided: of a fair coin in as many tosses as there are such rows
};

/// Two predictors of the same rows, in the same order, with the same targets and weights. Weights count in the
/// differences; McNemar's test counts rows.
struct PairedComparison {
  PairedDifference log_loss, brier;
  PairedDifference roc_auc;  ///< DeLong, DeLong, Clarke-Pearson 1988
  LabelComparison labels;
};
/// Both must have logits.
PairedComparison compare_predictions(const Predictions& first, const Predictions& second);

/// Two-sided p of `successes` in `tosses` of a fair coin: twice the smaller tail, at most 1.
double sign_test(std::size_t successes, std::size_t tosses);

}  // namespace binet
