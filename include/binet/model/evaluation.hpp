#pragma once

#include "binet/eval/metrics.hpp"

#include <vector>

namespace binet {

/// Predictions collected row by row, in the double precision that metrics need.
struct ScoredRows {
  std::vector<double> probability, target, weight;  ///< weight stays empty if every row has weight 1
  double threshold = 0.5;
  std::vector<double> logit = {};  ///< logits of the probabilities, or empty

  Predictions view() const { return {probability, target, weight, threshold, logit}; }
  double positive_share() const;  ///< weighted
  /// Log loss of predicting the share of positives for every row.
  double base_log_loss() const;
  double base_brier() const;
};

}  // namespace binet
