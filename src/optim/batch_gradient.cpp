#include "batch_gradient.hpp"

#include "binet/error.hpp"
#include "binet/math/parallel.hpp"
#include "binet/math/random.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

/// Rows copied into the first rows of a buffer that keeps its memory.
template <class Table>
void gather_into(const Table& table, std::span<const Index> rows, Table& buffer) {
  const auto columns = static_cast<std::size_t>(table.cols());
  if (columns == 0) return;
  auto* to = buffer.data();
  for (const Index row : rows) to = std::copy_n(table.data() + row * table.cols(), columns, to);
}

}  // namespace

double weight_sum(const Examples& examples) {
  return examples.weight.size() > 0 ? examples.weight.cast<double>().sum() : static_cast<double>(examples.rows());
}

std::vector<ParameterBlock> weight_blocks(const Network& network) {
  std::vector<ParameterBlock> weights;
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      if (block.kind == ParameterKind::weight) weights.push_back(block);
    }
  }
  return weights;
}

void check_settings(const Network& network, const Examples& training, const NetworkTrainingSettings& settings) {
  if (training.rows() == 0) throw Error("training: found no examples, expected at least one");
  if (!(weight_sum(training) > 0)) throw Error("training: the weights sum to 0, expected a positive sum");
  if (settings.batch_size < 1) throw UsageError("batch_size: expected at least 1");
  if (settings.rates.size() != 0 && settings.rates.size() != network.parameter_count()) {
    throw UsageError("rates: found " + std::to_string(settings.rates.size()) + ", expected one a parameter, " +
                     std::to_string(network.parameter_count()));
  }
}

Batch::Batch(const Features& like, Index rows) {
  features.dense.resize(rows, like.dense.cols());
  features.codes.resize(rows, like.codes.cols());
  features.bins.resize(rows, like.bins.cols());
  features.positions.resize(rows, like.positions.cols());
  target.resize(rows);
  weight.resize(rows);
}

void Batch::gather(const Examples& examples, std::span<const Index> rows, double smoothing, double weight_scale) {
  gather_into(examples.features.dense, rows, features.dense);
  gather_into(examples.features.codes, rows, features.codes);
  gather_into(examples.features.bins, rows, features.bins);
  gather_into(examples.features.positions, rows, features.positions);
  const auto keep = static_cast<Scalar>(1 - smoothing), add = static_cast<Scalar>(smoothing / 2);
  const auto scale = static_cast<Scalar>(weight_scale);
  const bool weighted = examples.weight.size() > 0;
  Index to = 0;
  for (const Index row : rows) {
    target[to] = examples.target[row] * keep + add;
    weight[to++] = weighted ? examples.weight[row] * scale : scale;
  }
}

BatchGradient::BatchGradient(const Network& network, const NetworkTrainingSettings& settings, Index largest_batch)
    : network_(network),
      settings_(settings),
      loss_(loss(settings.loss)),
      weights_(weight_blocks(network)),
      shards_(static_cast<std::size_t>(Shards{largest_batch, kShardRows}.count())) {
  for (ShardBuffers& shard : shards_) {
    for (Vector* v : {&shard.logits, &shard.values, &shard.slopes}) v->resize(std::min(kShardRows, largest_batch));
    shard.gradient.resize(network.parameter_count());
  }
}

double BatchGradient::evaluate(const Batch& batch, Index rows, const Random* noise, double dropout) {
  const Shards cut{rows, kShardRows};
  parallel_for(cut.count(), [&](Index i) {
    ShardBuffers& shard = shards_[static_cast<std::size_t>(i)];
    if (!noise) return evaluate_shard(batch, cut[i], shard, nullptr);
    shard.workspace.dropout = dropout;
    Random shard_noise = noise->split(static_cast<std::uint64_t>(i));
    evaluate_shard(batch, cut[i], shard, &shard_noise);
  });
  double total = shards_[0].loss;
  for (std::size_t i = 1; i < static_cast<std::size_t>(cut.count()); ++i) {
    shards_[0].gradient += shards_[i].gradient;
    total += shards_[i].loss;
  }
  add_penalty_slope();
  return total;
}

double BatchGradient::penalty() const {
  double total = 0;
  for (const ParameterBlock& block : weights_) {
    const auto w = network_.parameters().segment(block.offset, block.size()).cast<double>();
    total += settings_.l1 * w.lpNorm<1>() + 0.5 * settings_.l2 * w.squaredNorm();
  }
  return total;
}

void BatchGradient::evaluate_shard(const Batch& batch, RowRange rows, ShardBuffers& shard, Random* noise) const {
  const RowRange local{0, rows.size()};
  network_.forward(batch.features, rows, shard.workspace, span(shard.logits, local), noise);
  loss_.evaluate(span(std::as_const(shard.logits), local), span(batch.target, rows), settings_.loss_settings,
                 span(shard.values, local), span(shard.slopes, local));
  const auto weight = batch.weight.segment(rows.begin, rows.size());
  shard.loss = shard.values.head(rows.size()).cast<double>().dot(weight.cast<double>());
  shard.slopes.head(rows.size()).array() *= weight.array();
  shard.gradient.setZero();
  network_.backward(batch.features, rows, span(std::as_const(shard.slopes), local), shard.workspace,
                    span(shard.gradient));
}

void BatchGradient::add_penalty_slope() {
  const auto l1 = static_cast<Scalar>(settings_.l1), l2 = static_cast<Scalar>(settings_.l2);
  for (const ParameterBlock& block : weights_) {
    const auto w = network_.parameters().segment(block.offset, block.size()).array();
    auto g = gradient().segment(block.offset, block.size()).array();
    if (l2 != 0) g += l2 * w;
    if (l1 != 0) g += l1 * w.sign();
  }
}

}  // namespace binet::detail
