#include "nn/sequence_pack.hpp"

#include "binet/base/parallel.hpp"
#include "nn/affine.hpp"
#include "nn/recurrent_layer.hpp"

#include <algorithm>
#include <numeric>

namespace binet::detail {
namespace {

std::size_t place(Index i) {
  return static_cast<std::size_t>(i);
}

/// Copies the rows named into the first rows of `to`, which grows if it must.
template <class Table>
void gather_rows(const Table& from, std::span<const Index> rows, Table& to) {
  if (to.rows() < std::ssize(rows) || to.cols() != from.cols()) to.resize(std::ssize(rows), from.cols());
  const auto columns = place(from.cols());
  auto* row = to.data();
  if (columns == 0) return;
  for (const Index i : rows) row = std::copy_n(from.data() + i * from.cols(), columns, row);
}

void add_to(const Scalar* from, Scalar* to, Index count) {
  for (Index i = 0; i < count; ++i) to[i] += from[i];
}

}  // namespace

void SequencePack::pack(const LayerInput& input) {
  order_sequences(input.sequences);
  const Index longest = sequences_.empty() ? 0 : sequences_.front().size();
  first_.assign(1, 0);
  source_.clear();
  std::size_t present = sequences_.size();
  for (Index t = 0; t < longest; ++t) {
    while (present > 0 && sequences_[present - 1].size() <= t) --present;
    for (std::size_t i = 0; i < present; ++i) source_.push_back(sequences_[i].begin + t);
    first_.push_back(static_cast<Index>(source_.size()));
  }
  last_rows_.clear();
  for (std::size_t i = 0; i < input.sequences.size(); ++i) {
    last_rows_.push_back(first_[place(input.sequences[i].size() - 1)] + rank_[i]);
  }
  gather(*input.steps);
}

void SequencePack::order_sequences(std::span<const RowRange> examples) {
  order_.resize(examples.size());
  std::iota(order_.begin(), order_.end(), Index{0});
  const auto at = [&](Index i) { return examples[place(i)]; };
  // Those that share a beginning side by side, the longest first.
  std::ranges::stable_sort(order_, [&](Index a, Index b) {
    return at(a).begin != at(b).begin ? at(a).begin < at(b).begin : at(a).size() > at(b).size();
  });
  sequences_.clear();
  std::vector<Index> group(examples.size());
  for (const Index i : order_) {
    if (sequences_.empty() || sequences_.back().begin != at(i).begin) sequences_.push_back(at(i));
    group[place(i)] = std::ssize(sequences_) - 1;
  }
  std::vector<Index> by_length(sequences_.size());
  std::iota(by_length.begin(), by_length.end(), Index{0});
  std::ranges::stable_sort(by_length, std::ranges::greater(),
                           [&](Index i) { return sequences_[place(i)].size(); });
  std::vector<Index> rank_of_group(sequences_.size());
  std::vector<RowRange> sorted;
  for (const Index g : by_length) {
    rank_of_group[place(g)] = std::ssize(sorted);
    sorted.push_back(sequences_[place(g)]);
  }
  sequences_ = std::move(sorted);
  rank_.resize(examples.size());
  for (std::size_t i = 0; i < examples.size(); ++i) rank_[i] = rank_of_group[place(group[i])];
}

void SequencePack::gather(const Features& steps) {
  gather_rows(steps.dense, source_, packed_.dense);
  gather_rows(steps.codes, source_, packed_.codes);
  gather_rows(steps.bins, source_, packed_.bins);
  gather_rows(steps.positions, source_, packed_.positions);
}

MatrixD step_matrix(const Buffer& rows, Index first, Index units) {
  MatrixD values(rows.rows(), units);
  for (Index t = 0; t < rows.rows(); ++t) {
    for (Index u = 0; u < units; ++u) values(t, u) = static_cast<double>(rows.row(t)[first + u]);
  }
  return values;
}

void apply_to_steps(const Affine& affine, ConstSpan parameters, const LayerInput& steps, AffineScratch& scratch,
                    Buffer& z) {
  z.shape(steps.rows, affine.units());
  affine.prepare(parameters, steps, scratch);
  const Shards blocks{steps.rows, affine.block_rows(steps.rows)};
  for (Index i = 0; i < blocks.count(); ++i) affine.forward(parameters, steps, scratch, blocks[i], z.all());
}

void previous_steps(const SequencePack& pack, const Buffer& state, Buffer& previous) {
  const Index first = pack.step_count() > 0 ? pack.step(0).size() : 0;
  previous.shape(pack.rows() - first, state.columns());
  for (Index t = 1; t < pack.step_count(); ++t) {
    const Index before = pack.step(t - 1).begin;
    std::copy_n(state.row(before), place(pack.step(t).size() * state.columns()),
                previous.row(pack.step(t).begin - first));
  }
}

void take_last_steps(const SequencePack& pack, const Buffer& state, Buffer& output) {
  output.shape(std::ssize(pack.last_rows()), state.columns());
  Index example = 0;
  for (const Index row : pack.last_rows()) std::copy_n(state.row(row), place(state.columns()), output.row(example++));
}

void slope_at_last_steps(const SequencePack& pack, const Buffer& output_gradient, Buffer& state_gradient) {
  state_gradient.shape(pack.rows(), output_gradient.columns());
  std::ranges::fill(state_gradient.span(), Scalar{0});
  Index example = 0;
  for (const Index row : pack.last_rows()) {
    add_to(output_gradient.row(example++), state_gradient.row(row), output_gradient.columns());
  }
}

}  // namespace binet::detail
