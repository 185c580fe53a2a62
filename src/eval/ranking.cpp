#include "ranking.hpp"

#include "binet/math/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

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

constexpr std::size_t kBuckets = 256;

/// Equal stretches of probability, from the highest down.
std::size_t bucket_of(const RankedRow& row) {
  return kBuckets - 1 - std::min(kBuckets - 1, static_cast<std::size_t>(row.probability * kBuckets));
}

/// Rows by bucket, in place: each is exchanged for the one that stands where it belongs (American flag sort, McIlroy,
/// Bostic, McIlroy 1993). Returns where buckets begin, and last their end.
std::vector<std::size_t> part_into_buckets(std::vector<RankedRow>& rows) {
  std::vector<std::size_t> begin(kBuckets + 1);
  for (const RankedRow& row : rows) ++begin[bucket_of(row) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    while (next[bucket] < begin[bucket + 1]) {
      RankedRow row = rows[next[bucket]];
      for (std::size_t home = bucket_of(row); home != bucket; home = bucket_of(row)) std::swap(row, rows[next[home]++]);
      rows[next[bucket]++] = row;
    }
  }
  return begin;
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
  const std::vector<std::size_t> begin = part_into_buckets(ranking);
  parallel_for(kBuckets, [&](Index index) {
    const auto* bucket = begin.data() + index;
    std::ranges::sort(std::span(ranking).subspan(bucket[0], bucket[1] - bucket[0]), std::ranges::greater(),
                      &RankedRow::probability);
  });
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
