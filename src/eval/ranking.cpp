#include "ranking.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>

namespace binet::detail {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct ClassTotals {
  double positive = 0, negative = 0;
  double positive_rows = 0, negative_rows = 0;  ///< of positive weight
};

ClassTotals class_totals(const Predictions& p) {
  ClassTotals totals;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double weight = p.weight_of(i);
    (p.positive(i) ? totals.positive : totals.negative) += weight;
    (p.positive(i) ? totals.positive_rows : totals.negative_rows) += weight > 0 ? 1 : 0;
  }
  return totals;
}

constexpr std::size_t kFewRows = 4096;  ///< below, comparing is faster than counting

/// Descending and stable, as std::stable_sort by comparison, in six passes of 11 bits each. The bits of doubles that
/// are not negative ascend with them.
void sort_by_digits(std::vector<RankedRow>& rows) {
  constexpr int kBits = 11, kPasses = 6;
  constexpr std::uint64_t kDigits = 1 << kBits;
  const auto digit = [](const RankedRow& row, int pass) {
    const auto bits = std::bit_cast<std::uint64_t>(row.probability + 0.0);  // -0 becomes 0
    return kDigits - 1 - ((bits >> (pass * kBits)) & (kDigits - 1));
  };
  std::vector<std::array<std::uint32_t, kDigits>> begin(kPasses);
  for (const RankedRow& row : rows) {
    for (int pass = 0; pass < kPasses; ++pass) ++begin[static_cast<std::size_t>(pass)][digit(row, pass)];
  }
  std::vector<RankedRow> sorted(rows.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& places = begin[static_cast<std::size_t>(pass)];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::uint32_t{0});
    for (const RankedRow& row : rows) sorted[places[digit(row, pass)]++] = row;
    rows.swap(sorted);
  }
}

double roc_auc(const std::vector<RankedRow>& ranking, const ClassTotals& totals) {
  double area = 0, positive_above = 0;
  for_each_tie_group(ranking, [&](const TieGroup& group) {
    area += group.negative * (positive_above + group.positive / 2);
    positive_above += group.positive;
  });
  return area / (totals.positive * totals.negative);
}

}  // namespace

std::vector<RankedRow> rank(const Predictions& p) {
  std::vector<RankedRow> ranking;
  ranking.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double weight = p.weight_of(i);
    if (weight > 0) ranking.push_back({p.probability[i], p.positive(i) ? weight : -weight});
  }
  if (ranking.size() < kFewRows) {
    std::ranges::stable_sort(ranking, std::ranges::greater(), &RankedRow::probability);
  } else {
    sort_by_digits(ranking);
  }
  return ranking;
}

double roc_auc(const Predictions& p) {
  const ClassTotals totals = class_totals(p);
  if (!(totals.positive > 0 && totals.negative > 0)) return kNaN;
  return roc_auc(rank(p), totals);
}

double roc_auc_error(const Predictions& p) {
  const ClassTotals totals = class_totals(p);
  if (!(totals.positive_rows > 1 && totals.negative_rows > 1)) return kNaN;
  const std::vector<RankedRow> ranking = rank(p);
  const double auc = roc_auc(ranking, totals);
  // A row's placement is the share of the other class that it ranks rightly against.
  double positive_spread = 0, negative_spread = 0, positive_above = 0, negative_above = 0;
  for_each_tie_group(ranking, [&](const TieGroup& group) {
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

double average_precision(const Predictions& p) {
  double sum = 0, true_positive = 0, predicted_positive = 0;
  for_each_tie_group(rank(p), [&](const TieGroup& group) {
    true_positive += group.positive;
    predicted_positive += group.positive + group.negative;
    sum += group.positive * (true_positive / predicted_positive);
  });
  return sum / true_positive;  // 0/0 is NaN
}

}  // namespace binet::detail
