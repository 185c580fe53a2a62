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
      // Which class comes next no processor can foresee: no branches.
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
