#pragma once

#include "binet/optim/network_training.hpp"

#include <span>
#include <vector>

namespace binet::detail {

inline ConstSpan span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
inline Span span(Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
inline ConstSpan span(const Vector& v, RowRange rows) {
  return span(v).subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.size()));
}
inline Span span(Vector& v, RowRange rows) {
  return span(v).subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.size()));
}

inline constexpr Index kShardRows = 256;  ///< of a batch: one shard is one task, and fits the cache

/// Σ w_i, or the number of rows where all count 1.
double weight_sum(const Examples&);

/// Tensors that penalties and decay act on.
std::vector<ParameterBlock> weight_blocks(const Network&);

/// Throws what is wrong with them before any work is done.
void check_settings(const Network&, const Examples& training, const NetworkTrainingSettings&);

/// Rows laid out for one step, in memory that is kept: features, smoothed targets, and weights times `weight_scale`.
struct Batch {
  Features features;
  Vector target, weight;

  Batch(const Features& like, Index rows);
  void gather(const Examples&, std::span<const Index> rows, double smoothing, double weight_scale);
};

/// What one shard of a batch works in.
struct ShardBuffers {
  Workspace workspace;
  Vector logits, values, slopes, gradient;
  double loss = 0;
};

/// The penalised weighted loss of a batch and its gradient, summed over shards in order. Keeps references to network
/// and settings; allocates nothing after the first batch.
class BatchGradient {
 public:
  BatchGradient(const Network&, const NetworkTrainingSettings&, Index largest_batch);

  /// The loss, penalties excluded, of the batch's first `rows` rows; leaves gradient(), penalties included.
  /// Null noise means inference mode; `dropout` is a factor of dropout rates.
  double evaluate(const Batch&, Index rows, const Random* noise, double dropout = 1);
  Vector& gradient() { return shards_[0].gradient; }
  double penalty() const;

 private:
  void evaluate_shard(const Batch&, RowRange rows, ShardBuffers&, Random* noise) const;
  void add_penalty_slope();

  const Network& network_;
  const NetworkTrainingSettings& settings_;
  const Loss& loss_;
  std::vector<ParameterBlock> weights_;
  std::vector<ShardBuffers> shards_;
};

}  // namespace binet::detail
