#pragma once

#include "nn/layer.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// The sequences of a batch, laid out step by step: first the first steps of all sequences, then their second steps,
/// and so on, longer sequences before shorter ones. The sequences that have a step t are then the first ones of step
/// t − 1, so that a step is a few products of matrices and needs no mask.
///
/// Sequences that begin with the same row and differ in length, as the prefixes of one patient's history do, are laid
/// out once, as the longest of them.
class SequencePack {
 public:
  /// Lays out the sequences of a batch. Memory only grows.
  void pack(const LayerInput&);

  /// Rows of the layout: the steps of all sequences that were laid out.
  Index rows() const { return first_.back(); }
  Index step_count() const { return static_cast<Index>(first_.size()) - 1; }
  /// The rows of step t.
  RowRange step(Index t) const {
    return {first_[static_cast<std::size_t>(t)], first_[static_cast<std::size_t>(t + 1)]};
  }
  /// The row of the last step of each example.
  std::span<const Index> last_rows() const { return last_rows_; }
  /// What the steps hold, as a layer reads it.
  LayerInput input() const { return LayerInput(packed_, {0, rows()}); }

 private:
  void order_sequences(std::span<const RowRange>);
  void gather(const Features& steps);

  std::vector<RowRange> sequences_;   ///< those laid out, longest first
  std::vector<Index> rank_;           ///< of each example, into sequences_
  std::vector<Index> order_, source_; ///< scratch; source_: the row of `steps` of each row of the layout
  std::vector<Index> first_{0};       ///< row of each step, and the number of rows
  std::vector<Index> last_rows_;
  Features packed_;
};

/// What a recurrent layer begins each batch with: the affine map of all steps, by blocks.
class Affine;
struct AffineScratch;
void apply_to_steps(const Affine&, ConstSpan parameters, const LayerInput& steps, AffineScratch&, Buffer& z);

/// previous.row(i) = the row of `state` one step before row i of the layout, for the rows from step 1 on. `previous`
/// gets rows() − step(0).size() rows.
void previous_steps(const SequencePack&, const Buffer& state, Buffer& previous);

/// output.row(i) = state at the last step of example i.
void take_last_steps(const SequencePack&, const Buffer& state, Buffer& output);

/// The slope of the state, 0 except at the last steps of examples. Examples that end at the same step add up.
void slope_at_last_steps(const SequencePack&, const Buffer& output_gradient, Buffer& state_gradient);

}  // namespace binet::detail
