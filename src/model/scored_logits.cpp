#include "model/scored_logits.hpp"

#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"

#include <span>

namespace binet {

std::vector<double> probabilities_of(const VectorD& logits) {
  constexpr Index kShardRows = Index{1} << 16;
  const std::span<const double> all(logits.data(), static_cast<std::size_t>(logits.size()));
  std::vector<double> probabilities(all.size());
  const Shards shards{logits.size(), kShardRows};
  parallel_for(shards.count(), [&](Index shard) {
    const auto begin = static_cast<std::size_t>(shards[shard].begin);
    const auto size = static_cast<std::size_t>(shards[shard].size());
    sigmoid(all.subspan(begin, size), std::span(probabilities).subspan(begin, size));
  });
  return probabilities;
}

ScoredRows score_logits(const VectorD& logits, const Vector& target, const Vector& weight) {
  ScoredRows rows;
  rows.probability = probabilities_of(logits);
  rows.logit.assign(logits.begin(), logits.end());
  rows.target.assign(target.begin(), target.end());
  rows.weight.assign(weight.begin(), weight.end());
  return rows;
}

}  // namespace binet
