#include "train/group_errors.hpp"

#include "eval/prediction_summary.hpp"
#include "math/chi_squared.hpp"
#include "math/student.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace binet {
namespace {

constexpr std::size_t kMostBlocks = 20;
constexpr std::size_t kMostRows = 200'000;  ///< beyond, the errors stay those of rows

/// The block of each row: groups are dealt out in the order in which they appear.
std::vector<std::size_t> blocks_of(const std::vector<Index>& group) {
  std::map<Index, std::size_t> number_of;
  std::vector<std::size_t> blocks;
  for (const Index id : group) {
    const std::size_t number = number_of.try_emplace(id, number_of.size()).first->second;
    blocks.push_back(number % kMostBlocks);
  }
  return blocks;
}

ScoredRows without_block(const ScoredRows& all, const std::vector<std::size_t>& blocks, std::size_t block) {
  ScoredRows some;
  some.threshold = all.threshold;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i] == block) continue;
    some.logit.push_back(all.logit[i]);
    some.probability.push_back(all.probability[i]);
    some.target.push_back(all.target[i]);
    if (!all.weight.empty()) some.weight.push_back(all.weight[i]);
  }
  return some;
}

}  // namespace

double effective_count(const std::vector<double>& weights) {
  double sum = 0, squares = 0;
  for (const double weight : weights) {
    sum += weight;
    squares += weight * weight;
  }
  return sum * sum / squares;
}

double few_groups_factor(const std::vector<double>& weights) {
  const double groups = std::max(2.0, effective_count(weights));
  return student_quantile(0.95, groups - 1) / kNormalQuantile975;
}

GroupErrors::GroupErrors(const ScoredRows& rows, const std::vector<Index>& group) {
  if (group.size() != rows.target.size() || group.empty() || group.size() > kMostRows) return;
  const std::vector<std::size_t> blocks = blocks_of(group);
  const std::size_t count = std::ranges::max(blocks) + 1;
  if (count < 2) return;
  for (std::size_t block = 0; block < count; ++block) rows_.push_back(without_block(rows, blocks, block));
  std::vector<double> weights(count, 0);
  for (std::size_t i = 0; i < blocks.size(); ++i) weights[blocks[i]] += rows.view().weight_of(i);
  factor_ = few_groups_factor(weights);
}

double GroupErrors::widened(const Metric& metric, double by_rows) const {
  if (rows_.empty()) return by_rows;
  double sum = 0, squares = 0;
  const auto count = static_cast<double>(rows_.size());
  for (const ScoredRows& rows : rows_) {
    const double value = metric.evaluate(PredictionSummary(rows.view()));
    sum += value / count;
    squares += value * value / count;
  }
  const double error = factor_ * std::sqrt(std::max(0.0, (count - 1) * (squares - sum * sum)));
  return std::isfinite(error) ? std::max(error, by_rows) : by_rows;
}

}  // namespace binet
