#pragma once

#include "binet/eval/predictions.hpp"

namespace binet {

/// How well the probabilities rank positive rows above negative ones; depends only on their order.
struct Discrimination {
  /// Probability that a positive row ranks above a negative one, with ties counted as half; NaN with one class.
  double roc_auc = 0;
  /// Standard error of roc_auc (DeLong, DeLong, Clarke-Pearson 1988), computed in O(n log n) (Sun, Xu 2014).
  double roc_auc_error = 0;
  /// Σ (R_k − R_{k−1}) P_k over the distinct probabilities in descending order; NaN without positive rows.
  double average_precision = 0;
  /// Rows of the rarer class; with unequal weights, the effective number of rows (Kish 1965).
  double rarer_rows = 0;
};
Discrimination discrimination(const Predictions&);

}  // namespace binet
