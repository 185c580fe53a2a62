#pragma once

#include "binet/eval/predictions.hpp"

#include <vector>

namespace binet::detail {

/// All rows of one probability.
struct TieGroup {
  double probability = 0;
  double positive = 0, negative = 0;                  ///< Σ of weights by class
  double positive_squares = 0, negative_squares = 0;  ///< Σ of squared weights by class
};

/// Rows of positive weight by falling probability, ties together. O(n log n).
std::vector<TieGroup> tie_groups(const Predictions&);

/// Chance that a positive row ranks above a negative one, ties counting half; NaN with one class.
double roc_auc(const Predictions&);

/// Standard error of roc_auc (DeLong, DeLong, Clarke-Pearson 1988), in O(n log n) (Sun, Xu 2014).
double roc_auc_error(const Predictions&);

/// Σ (R_k − R_{k−1}) P_k over the distinct probabilities, falling; NaN without positive rows.
double average_precision(const Predictions&);

}  // namespace binet::detail
