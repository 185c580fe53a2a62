#include "sgd/batch_gradient.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "math/product.hpp"
#include "math/random.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {
namespace {

/// Copies rows into a buffer, starting at its row `begin`.
template <class Table>
void gather_into(const Table& table, std::span<const Index> rows, Table& buffer, Index begin) {
  const auto columns = static_cast<std::size_t>(table.cols());
  if (columns == 0) return;
  auto* to = buffer.data() + begin * table.cols();
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
    throw UsageError("rates: found " + std::to_string(settings.rates.size()) + ", expected one per parameter, " +
                     std::to_string(network.parameter_count()));
  }
}

Batch::Batch(const Examples& examples, Index rows, double smoothing)
    : examples_(examples), keep_(static_cast<Scalar>(1 - smoothing)), add_(static_cast<Scalar>(smoothing / 2)) {
  features.dense.resize(rows, examples.features.dense.cols());
  features.codes.resize(rows, examples.features.codes.cols());
  features.bins.resize(rows, examples.features.bins.cols());
  features.positions.resize(rows, examples.features.positions.cols());
  features.steps = examples.features.steps;
  if (features.steps != nullptr) features.sequences.resize(static_cast<std::size_t>(rows));
  target.resize(rows);
  weight.resize(rows);
}

void Batch::choose(std::span<const Index> rows, double weight_scale) {
  chosen_ = rows;
  weight_scale_ = static_cast<Scalar>(weight_scale);
}

void Batch::gather(RowRange range) {
  const auto rows = chosen_.subspan(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.size()));
  gather_into(examples_.features.dense, rows, features.dense, range.begin);
  gather_into(examples_.features.codes, rows, features.codes, range.begin);
  gather_into(examples_.features.bins, rows, features.bins, range.begin);
  gather_into(examples_.features.positions, rows, features.positions, range.begin);
  if (features.steps != nullptr) {
    auto to = features.sequences.begin() + range.begin;
    for (const Index row : rows) *to++ = examples_.features.sequences[static_cast<std::size_t>(row)];
  }
  const bool weighted = examples_.weight.size() > 0;
  Index to = range.begin;
  for (const Index row : rows) {
    target[to] = examples_.target[row] * keep_ + add_;
    weight[to++] = weighted ? examples_.weight[row] * weight_scale_ : weight_scale_;
  }
}

void Batch::cut(Index most, std::vector<RowRange>& shards) const {
  shards.clear();
  if (examples_.features.steps == nullptr) {
    const Shards even{rows(), most};
    for (Index i = 0; i < even.count(); ++i) shards.push_back(even[i]);
    return;
  }
  Index sequences = 0, before = -1;
  for (Index i = 0; i < rows(); ++i) {
    const Index begin =
        examples_.features.sequences[static_cast<std::size_t>(chosen_[static_cast<std::size_t>(i)])].begin;
    if (begin != before && sequences++ % most == 0) shards.push_back({i, i});
    before = begin;
    shards.back().end = i + 1;
  }
}

void Batch::gather_codes() {
  gather_into(examples_.features.codes, chosen_, features.codes, 0);
}

BatchGradient::BatchGradient(const Network& network, const NetworkTrainingSettings& settings, Index largest_batch)
    : network_(network),
      settings_(settings),
      loss_(loss(settings.loss)),
      weights_(weight_blocks(network)),
      touched_(network, largest_batch),
      shards_(1) {
  shards_[0].gradient = Vector::Zero(network.parameter_count());  // untouched parameters stay 0
}

double BatchGradient::evaluate(Batch& batch, const Random* noise, double dropout) {
  batch.cut(shard_rows(network_), cut_);
  while (shards_.size() < cut_.size()) shards_.emplace_back().gradient = Vector::Zero(network_.parameter_count());
  if (touched_.any_long_table()) batch.gather_codes();
  touched_.find(batch.features, batch.rows());
  parallel_for(std::ssize(cut_), [&](Index i) {
    ShardBuffers& shard = shards_[static_cast<std::size_t>(i)];
    const RowRange rows = cut_[static_cast<std::size_t>(i)];
    if (!noise) return evaluate_shard(batch, rows, shard, nullptr);
    shard.workspace.dropout = dropout;
    Random shard_noise = noise->split(static_cast<std::uint64_t>(i));
    evaluate_shard(batch, rows, shard, &shard_noise);
  });
  double total = 0;
  for (std::size_t i = 0; i < cut_.size(); ++i) total += shards_[i].loss;
  return total;
}

double BatchGradient::join_shards(ParameterRange range) {
  auto joined = gradient().segment(range.begin, range.size());
  for (std::size_t i = 1; i < cut_.size(); ++i) {
    joined += shards_[i].gradient.segment(range.begin, range.size());
  }
  if (settings_.l1 != 0 || settings_.l2 != 0) add_penalty_slope(range);
  return static_cast<double>(dot(joined.data(), joined.data(), joined.size()));
}

double BatchGradient::penalty() const {
  double total = 0;
  for (const ParameterBlock& block : weights_) {
    const auto w = network_.parameters().segment(block.offset, block.size()).cast<double>();
    total += settings_.l1 * w.lpNorm<1>() + 0.5 * settings_.l2 * w.squaredNorm();
  }
  return total;
}

void BatchGradient::evaluate_shard(Batch& batch, RowRange rows, ShardBuffers& shard, Random* noise) const {
  batch.gather(rows);
  const RowRange local{0, rows.size()};
  if (shard.logits.size() < rows.size()) {
    for (Vector* v : {&shard.logits, &shard.values, &shard.slopes}) v->resize(rows.size());
  }
  network_.forward(batch.features, rows, shard.workspace, span(shard.logits, local), noise);
  loss_.evaluate(span(std::as_const(shard.logits), local), span(batch.target, rows), settings_.loss_settings,
                 span(shard.values, local), span(shard.slopes, local));
  const auto weight = batch.weight.segment(rows.begin, rows.size());
  shard.loss = shard.values.head(rows.size()).cast<double>().dot(weight.cast<double>());
  shard.slopes.head(rows.size()).array() *= weight.array();
  for (const ParameterRange& range : touched_.ranges()) shard.gradient.segment(range.begin, range.size()).setZero();
  network_.backward(batch.features, rows, span(std::as_const(shard.slopes), local), shard.workspace,
                    span(shard.gradient));
}

void BatchGradient::add_penalty_slope(ParameterRange range) {
  const auto l1 = static_cast<Scalar>(settings_.l1 * range.steps), l2 = static_cast<Scalar>(settings_.l2 * range.steps);
  for (const ParameterBlock& block : weights_) {
    const ParameterRange part = overlap(block, range);
    const auto w = network_.parameters().segment(part.begin, part.size()).array();
    auto g = gradient().segment(part.begin, part.size()).array();
    if (l2 != 0) g += l2 * w;
    if (l1 != 0) g += l1 * w.sign();
  }
}

}  // namespace binet::detail
