#pragma once

#include "sgd/network_training.hpp"
#include "sgd/touched_parameters.hpp"

#include <algorithm>
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

/// Rows of a batch that are one task, and fit the cache: few, so that a batch of 256 has work for two threads, unless
/// the network is so large that the gradient of a shard costs as much as its rows. A sequence is many rows' work; the
/// examples of one sequence that are neighbours count as one.
inline Index shard_rows(const Network& network) {
  if (network.input_shape().sequences) return 16;
  return network.parameter_count() <= 32768 ? 128 : 256;
}

/// Σ w_i, or the number of rows without weights.
double weight_sum(const Examples&);

/// Tensors subject to penalties and weight decay.
std::vector<ParameterBlock> weight_blocks(const Network&);

/// Throws UsageError or Error for invalid settings before any work is done.
void check_settings(const Network&, const Examples& training, const NetworkTrainingSettings&);

/// The rows of one step in reused memory: features, smoothed targets, scaled weights.
class Batch {
 public:
  Features features;
  Vector target, weight;

  /// Holds at most `rows` of the examples, which must outlive the batch.
  Batch(const Examples&, Index rows, double smoothing);
  /// Sets the batch's rows, which must outlive its use, and a factor of the weights. Then gather() copies some of them,
  /// and gather_codes() copies only the codes of all.
  void choose(std::span<const Index> rows, double weight_scale);
  void gather(RowRange);
  void gather_codes();
  Index rows() const { return static_cast<Index>(chosen_.size()); }
  /// Divides the rows into shards of so many, or so many sequences.
  void cut(Index most, std::vector<RowRange>& shards) const;

 private:
  const Examples& examples_;
  Scalar keep_, add_;  ///< target y becomes keep·y + add
  std::span<const Index> chosen_;
  Scalar weight_scale_ = 1;
};

/// The scratch of one shard of a batch.
struct ShardBuffers {
  Workspace workspace;
  Vector logits, values, slopes, gradient;
  double loss = 0;
};

/// The penalised weighted loss of a batch and its gradient, summed over shards in order. Keeps references to network
/// and settings; its memory grows to that of the largest batch.
class BatchGradient {
 public:
  BatchGradient(const Network&, const NetworkTrainingSettings&, Index largest_batch);

  /// Gathers the batch and returns its loss without penalties; the gradients of its shards remain to be joined. Null
  /// noise means inference mode; `dropout` is a factor of the dropout rates.
  double evaluate(Batch&, const Random* noise, double dropout = 1);
  /// The parameters for which the batch has a gradient.
  std::span<const ParameterRange> ranges() const { return touched_.ranges(); }
  /// After evaluate: completes gradient(), penalties included, for a range inside one of ranges(). Returns the sum of
  /// its squares.
  double join_shards(ParameterRange);
  Vector& gradient() { return shards_[0].gradient; }
  double penalty() const;

 private:
  void evaluate_shard(Batch&, RowRange rows, ShardBuffers&, Random* noise) const;
  void add_penalty_slope(ParameterRange);

  const Network& network_;
  const NetworkTrainingSettings& settings_;
  const Loss& loss_;
  std::vector<ParameterBlock> weights_;
  TouchedParameters touched_;
  std::vector<RowRange> cut_;
  std::vector<ShardBuffers> shards_;
};

/// The part of a block of parameters that lies in a range.
inline ParameterRange overlap(const ParameterBlock& block, ParameterRange range) {
  const Index begin = std::max(block.offset, range.begin), end = std::min(block.offset + block.size(), range.end);
  return {begin, std::max(begin, end), range.steps};
}

}  // namespace binet::detail
