#pragma once

#include "binet/eval/predictions.hpp"

#include <cmath>
#include <vector>

namespace binet::detail {

// Rows for ranking: probability and weight, which is negative for the negative class. Small rows sort fastest and use
// least memory.

struct WeighedRow {
  double probability_, signed_weight_;

  WeighedRow() = default;
  WeighedRow(double probability, double signed_weight) : probability_(probability), signed_weight_(signed_weight) {}
  double probability() const { return probability_; }
  double signed_weight() const { return signed_weight_; }
};

/// A row of weight 1: the sign of the probability gives the class.
struct UnweighedRow {
  double signed_probability_;

  UnweighedRow() = default;
  UnweighedRow(double probability, double signed_weight)
      : signed_probability_(std::copysign(probability, signed_weight)) {}
  double probability() const { return std::abs(signed_probability_); }
  double signed_weight() const { return std::copysign(1.0, signed_probability_); }
};

/// Rows of positive weight, in order of falling probability.
template <class Row>
std::vector<Row> rank(const Predictions&);

/// Calls use(rank(…)) with the smallest type of row that these predictions allow.
template <class Use>
auto with_ranking(const Predictions& p, Use&& use) {
  return p.weight.empty() ? use(rank<UnweighedRow>(p)) : use(rank<WeighedRow>(p));
}

/// All rows with the same probability.
struct TieGroup {
  double probability = 0;
  double positive = 0, negative = 0;                  ///< Σ of weights per class
  double positive_squares = 0, negative_squares = 0;  ///< Σ of squared weights per class
};

/// Calls visit(const TieGroup&) from the highest probability to the lowest.
template <class Row, class Visit>
void for_each_tie_group(const std::vector<Row>& ranking, Visit&& visit) {
  for (auto row = ranking.begin(); row != ranking.end();) {
    TieGroup group{.probability = row->probability()};
    for (; row != ranking.end() && row->probability() == group.probability; ++row) {
      const double weight = row->signed_weight();
      // No branches: the class of the next row is unpredictable.
      const double positive = weight > 0 ? weight : 0, negative = positive - weight;
      group.positive += positive;
      group.negative += negative;
      group.positive_squares += positive * positive;
      group.negative_squares += negative * negative;
    }
    visit(group);
  }
}

}  // namespace binet::detail
