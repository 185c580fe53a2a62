#pragma once

#include "nn/affine.hpp"
#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"
#include "nn/recurrent_layer.hpp"
#include "nn/sequence_pack.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {

/// What every recurrent layer keeps between forward and backward, for the rows of a SequencePack. g is the number of
/// the cell's gates, u of its units.
struct StepScratch : LayerScratch {
  SequencePack pack;
  AffineScratch affine;
  Buffer gates;        ///< steps × gu
  Buffer state;        ///< steps × u: h
  Buffer previous;     ///< steps after the first × u: h one step before
  Buffer gate_slope;   ///< steps × gu: ∂loss/∂(W x + b)
  Buffer state_slope;  ///< steps × u: ∂loss/∂h
  Buffer transposed;   ///< gu × u: Rᵀ
};

/// An array over the units of one row.
using UnitRow = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

/// A recurrent layer: it computes W x + b for all steps at once, goes over the steps forwards and backwards, and adds
/// R h and its slopes. The output of an example is h after its last step. Parameters: weights (inputs × gu), bias (gu),
/// recurrent R (u × gu), and those of the cell.
///
/// A Cell says what a row does at one step. It has the constants kName, kSummary, kGates and kStep (its step in
/// exports), a Scratch derived from StepScratch, and
///   initialize_gates(bias), more_parameters(first), initialize_more(own)   its parameters and how they start
///   begin(own, scratch), begin_first_step(scratch, rows), begin_backward(scratch)  its buffers, before rows are
///   visited sums(scratch), sums_slope(scratch)  where R h is summed, and ∂loss/∂ of it: steps × gu addend(scratch,
///   row)                what R h is added to, from this row on advance(scratch, row, before)       gates and h of a
///   row; the row one step before, or −1 at a first step retreat(scratch, row, before)       slopes of a row whose
///   slope of h is complete; adds to those of `before` finish_backward(scratch, own_gradient), step_values(scratch),
///   gate_names()
template <class Cell>
class StepLayer : public RecurrentLayer {
  using Scratch = typename Cell::Scratch;
  static constexpr Index kGates = Cell::kGates;

 public:
  static constexpr std::string_view kName = Cell::kName;
  static constexpr std::string_view kSummary = Cell::kSummary;
  static constexpr bool kReadsFeatures = true;
  static constexpr bool kReadsSequences = true;
  static constexpr std::string_view kSettings[] = {"units"};

  StepLayer(const LayerSpec& spec, const FeatureShape& input)
      : units_(checked_units(spec)), affine_(input, kGates * units_, false), cell_{units_} {}

  std::string_view type() const override { return kName; }
  Index output_size() const override { return units_; }

  std::vector<ParameterBlock> parameter_blocks() const override {
    std::vector<ParameterBlock> blocks = affine_.parameter_blocks();
    const Index first = affine_.parameter_count();
    blocks.push_back({"recurrent", first, units_, kGates * units_, ParameterKind::weight, units_});
    for (ParameterBlock& block : cell_.more_parameters(first + kGates * units_ * units_)) {
      blocks.push_back(std::move(block));
    }
    return blocks;
  }

  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    affine_.initialize(of_affine(parameters), initializer, random);
    fill(initializer, units_, kGates * units_, random, of_state(parameters));
    cell_.initialize_gates(of_affine(parameters).last(static_cast<std::size_t>(kGates * units_)));
    cell_.initialize_more(of_cell(parameters));
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    Scratch& s = cache.own<Scratch>();
    s.pack.pack(input);
    apply_to_steps(affine_, of_affine(parameters), s.pack.input(), s.affine, s.gates);
    s.state.shape(s.pack.rows(), units_);
    cell_.begin(of_cell(parameters), s);
    const Scalar* recurrent = of_state(parameters).data();
    for (Index t = 0; t < s.pack.step_count(); ++t) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      if (t == 0) {
        cell_.begin_first_step(s, rows);
      } else {
        multiply(rows.size(), units_, kGates * units_, Strided<Scalar>{s.state.row(rows.begin + before), units_, 1},
                 Rows<const Scalar>{recurrent, kGates * units_}, cell_.addend(s, rows.begin),
                 Rows<Scalar>{cell_.sums(s).row(rows.begin), kGates * units_});
      }
      for (Index i = rows.begin; i < rows.end; ++i) cell_.advance(s, i, t == 0 ? -1 : i + before);
    }
    take_last_steps(s.pack, s.state, cache.output);
  }

  void backward(ConstSpan parameters, const LayerInput&, LayerCache& cache, Buffer& output_gradient, Span gradient,
                Buffer*) const override {
    Scratch& s = cache.own<Scratch>();
    slope_at_last_steps(s.pack, output_gradient, s.state_slope);
    s.gate_slope.shape(s.pack.rows(), kGates * units_);
    cell_.begin_backward(s);
    Buffer& sums_slope = cell_.sums_slope(s);
    s.transposed.shape(kGates * units_, units_);
    transpose(units_, kGates * units_, Rows<const Scalar>{of_state(parameters).data(), kGates * units_},
              s.transposed.all());
    for (Index t = s.pack.step_count(); t-- > 0;) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      for (Index i = rows.begin; i < rows.end; ++i) cell_.retreat(s, i, t == 0 ? -1 : i + before);
      if (t == 0) break;
      const Rows<Scalar> below{s.state_slope.row(rows.begin + before), units_};
      multiply(rows.size(), kGates * units_, units_, Strided<Scalar>{sums_slope.row(rows.begin), kGates * units_, 1},
               Rows<const Scalar>{s.transposed.row(0), units_}, Rows<const Scalar>{below.data, units_}, below);
    }
    previous_steps(s.pack, s.state, s.previous);
    const Rows<Scalar> sum{of_state(gradient).data(), kGates * units_};
    multiply(units_, s.previous.rows(), kGates * units_, Strided<Scalar>{s.previous.row(0), 1, units_},
             Rows<const Scalar>{sums_slope.row(s.pack.rows() - s.previous.rows()), kGates * units_},
             Rows<const Scalar>{sum.data, sum.stride}, sum);
    cell_.finish_backward(s, of_cell(gradient));
    affine_.backward(of_affine(parameters), s.pack.input(), s.affine, s.gate_slope, of_affine(gradient), nullptr);
  }

  std::vector<StepValues> step_values(const LayerCache& cache) const override {
    return cell_.step_values(cache.own<Scratch>());
  }

  std::vector<std::string_view> gate_names() const override { return cell_.gate_names(); }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    return {affine_.inference_step(of_affine(parameters), 0, 1),
            InferenceStep::recur(Cell::kStep, 1, 0, units_, of_state(parameters), of_cell(parameters))};
  }

 private:
  template <class T>
  std::span<T> of_affine(std::span<T> all) const {
    return all.first(static_cast<std::size_t>(affine_.parameter_count()));
  }
  template <class T>
  std::span<T> of_state(std::span<T> all) const {
    return all.subspan(static_cast<std::size_t>(affine_.parameter_count()),
                       static_cast<std::size_t>(kGates * units_ * units_));
  }
  template <class T>
  std::span<T> of_cell(std::span<T> all) const {
    return all.subspan(static_cast<std::size_t>(affine_.parameter_count() + kGates * units_ * units_));
  }

  Index units_;
  Affine affine_;
  Cell cell_;
};

}  // namespace binet::detail
