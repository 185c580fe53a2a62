#pragma once

#include "binet/eval/predictions.hpp"

namespace binet {

/// How well probabilities tell the classes apart, whatever their scale.
struct Discrimination {
  /// Chance that a positive row ranks above a negative one, ties counting half; NaN with one class.
  double roc_auc = 0;
  /// Its standard error (DeLong, DeLong, Clarke-Pearson 1988), in O(n log n) (Sun, Xu 2014).
  double roc_auc_error = 0;
  /// Σ (R_k − R_{k−1}) P_k over the distinct probabilities, falling; NaN without positive rows.
  double average_precision = 0;
  /// Rows of the rarer class; of unequal weights, as many of equal ones as they are worth (Kish 1965).
  double rarer_rows = 0;
};
Discrimination discrimination(const Predictions&);

}  // namespace binet
