#include "eval/discrimination.hpp"

#include "eval/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct ClassTotals {
  double positive = 0, negative = 0;
  double positive_rows = 0, negative_rows = 0;
  double positive_squares = 0, negative_squares = 0;

  double rarer_rows() const {
    return std::min(positive * positive / positive_squares, negative * negative / negative_squares);
  }
};

template <class Row>
ClassTotals class_totals(const std::vector<Row>& ranking) {
  ClassTotals totals;
  for (const Row& row : ranking) {
    const double weight = row.signed_weight();
    const bool positive = weight > 0;
    totals.positive += positive ? weight : 0;
    totals.negative += positive ? 0 : -weight;
    totals.positive_squares += positive ? weight * weight : 0;
    totals.negative_squares += positive ? 0 : weight * weight;
    totals.positive_rows += positive ? 1 : 0;
  }
  totals.negative_rows = static_cast<double>(ranking.size()) - totals.positive_rows;
  return totals;
}

template <class Row>
double roc_auc_error(const std::vector<Row>& ranking, const ClassTotals& totals, double auc) {
  if (!(totals.positive_rows > 1 && totals.negative_rows > 1)) return kNaN;
  // A row's placement is the share of the other class that it is ranked correctly against.
  double positive_spread = 0, negative_spread = 0, positive_above = 0, negative_above = 0;
  detail::for_each_tie_group(ranking, [&](const detail::TieGroup& group) {
    const double negative_below = totals.negative - negative_above - group.negative;
    const double positive_placement = (negative_below + group.negative / 2) / totals.negative;
    const double negative_placement = (positive_above + group.positive / 2) / totals.positive;
    positive_spread += group.positive_squares * (positive_placement - auc) * (positive_placement - auc);
    negative_spread += group.negative_squares * (negative_placement - auc) * (negative_placement - auc);
    positive_above += group.positive;
    negative_above += group.negative;
  });
  return std::sqrt(
      positive_spread / (totals.positive * totals.positive) * totals.positive_rows / (totals.positive_rows - 1) +
      negative_spread / (totals.negative * totals.negative) * totals.negative_rows / (totals.negative_rows - 1));
}

template <class Row>
Discrimination read_off(const std::vector<Row>& ranking) {
  const ClassTotals totals = class_totals(ranking);
  double area = 0, precision_sum = 0, positive_above = 0, negative_above = 0;
  detail::for_each_tie_group(ranking, [&](const detail::TieGroup& group) {
    area += group.negative * (positive_above + group.positive / 2);
    positive_above += group.positive;
    negative_above += group.negative;
    precision_sum += group.positive * (positive_above / (positive_above + negative_above));
  });
  Discrimination found;
  found.roc_auc = area / (totals.positive * totals.negative);  // 0/0 is NaN
  found.average_precision = precision_sum / totals.positive;   // 0/0 is NaN here too
  found.rarer_rows = totals.rarer_rows();
  found.roc_auc_error = roc_auc_error(ranking, totals, found.roc_auc);
  return found;
}

}  // namespace

Discrimination discrimination(const Predictions& p) {
  return detail::with_ranking(p, [](const auto& ranking) { return read_off(ranking); });
}

}  // namespace binet
