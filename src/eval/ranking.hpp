#pragma once

#include "binet/eval/predictions.hpp"

#include <vector>

namespace binet::detail {

/// A row as a ranking sees it.
struct RankedRow {
  double probability;
  double signed_weight;  ///< below 0 for the negative class: two words a row sort fastest
};

/// Rows of positive weight, by falling probability.
std::vector<RankedRow> rank(const Predictions&);

/// All rows of one probability.
struct TieGroup {
  double probability = 0;
  double positive = 0, negative = 0;                  ///< Σ of weights by class
  double positive_squares = 0, negative_squares = 0;  ///< Σ of squared weights by class
};

/// Calls visit(const TieGroup&) from the highest probability to the lowest.
template <class Visit>
void for_each_tie_group(const std::vector<RankedRow>& ranking, Visit&& visit) {
  for (auto row = ranking.begin(); row != ranking.end();) {
    TieGroup group{.probability = row->probability};
    for (; row != ranking.end() && row->probability == group.probability; ++row) {
      const double weight = row->signed_weight;
      (weight > 0 ? group.positive : group.negative) += weight > 0 ? weight : -weight;
      (weight > 0 ? group.positive_squares : group.negative_squares) += weight * weight;
    }
    visit(group);
  }
}

/// Chance that a positive row ranks above a negative one, ties counting half; NaN with one class.
double roc_auc(const Predictions&);

/// Standard error of roc_auc (DeLong, DeLong, Clarke-Pearson 1988), in O(n log n) (Sun, Xu 2014).
double roc_auc_error(const Predictions&);

/// Σ (R_k − R_{k−1}) P_k over the distinct probabilities, falling; NaN without positive rows.
double average_precision(const Predictions&);

}  // namespace binet::detail
