#include "math/sigmoid.hpp"
#include "nn/affine.hpp"
#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"
#include "nn/recurrent_layer.hpp"
#include "nn/sequence_pack.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Gated recurrent unit: two sigmoid gates, and no memory besides the state.
///   r = σ(W_r x + R_r h + b_r)   z = σ(W_z x + R_z h + b_z)   n = tanh(W_n x + b_n + r·(R_n h + d))
///   h ← (1 − z)·n + z·h
/// The output of an example is h after its last step. Parameters: weights (inputs × 3u), bias (3u), recurrent (u × 3u),
/// their columns in the order r, z, n, and recurrent_bias (u), d. (Cho et al. 2014, in the form of cuDNN and PyTorch.)
class Gru : public RecurrentLayer {
 public:
  static constexpr std::string_view kName = "gru";
  static constexpr std::string_view kSummary = "gated recurrent unit over the rows of a sequence";
  static constexpr bool kReadsFeatures = true;
  static constexpr bool kReadsSequences = true;
  static constexpr std::string_view kSettings[] = {"units"};

  Gru(const LayerSpec& spec, const FeatureShape& input)
      : units_(checked_units(spec)), affine_(input, 3 * units_, false) {}

  std::string_view type() const override { return kName; }
  Index output_size() const override { return units_; }
  std::vector<ParameterBlock> parameter_blocks() const override {
    std::vector<ParameterBlock> blocks = affine_.parameter_blocks();
    const Index first = affine_.parameter_count();
    blocks.push_back({"recurrent", first, units_, 3 * units_, ParameterKind::weight, units_});
    blocks.push_back({"recurrent_bias", first + 3 * units_ * units_, 1, units_, ParameterKind::bias, units_});
    return blocks;
  }

  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    affine_.initialize(of_affine(parameters), initializer, random);
    fill(initializer, units_, 3 * units_, random, of_state(parameters));
    std::ranges::fill(of_state_bias(parameters), Scalar{0});
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    Scratch& s = cache.own<Scratch>();
    s.pack.pack(input);
    apply_to_steps(affine_, of_affine(parameters), s.pack.input(), s.affine, s.gates);
    s.from_state.shape(s.pack.rows(), 3 * units_);
    s.state.shape(s.pack.rows(), units_);
    const Scalar* recurrent = of_state(parameters).data();
    s.start.shape(1, 3 * units_);
    std::ranges::fill(s.start.span(), Scalar{0});
    std::ranges::copy(of_state_bias(parameters), s.start.row(0) + 2 * units_);
    for (Index t = 0; t < s.pack.step_count(); ++t) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      const Rows<Scalar> from_state{s.from_state.row(rows.begin), 3 * units_};
      if (t == 0) {
        for (Index i = rows.begin; i < rows.end; ++i) std::ranges::copy(s.start.span(), s.from_state.row(i));
      } else {
        multiply(rows.size(), units_, 3 * units_, Strided<Scalar>{s.state.row(rows.begin + before), units_, 1},
                 Rows<const Scalar>{recurrent, 3 * units_}, Rows<const Scalar>{s.start.row(0), 0}, from_state);
      }
      for (Index i = rows.begin; i < rows.end; ++i) advance(s, i, t == 0 ? nullptr : s.state.row(i + before));
    }
    take_last_steps(s.pack, s.state, cache.output);
  }

  void backward(ConstSpan parameters, const LayerInput&, LayerCache& cache, Buffer& output_gradient, Span gradient,
                Buffer*) const override {
    Scratch& s = cache.own<Scratch>();
    slope_at_last_steps(s.pack, output_gradient, s.state_slope);
    s.gate_slope.shape(s.pack.rows(), 3 * units_);
    s.from_state_slope.shape(s.pack.rows(), 3 * units_);
    s.transposed.shape(3 * units_, units_);
    transpose(units_, 3 * units_, Rows<const Scalar>{of_state(parameters).data(), 3 * units_}, s.transposed.all());
    for (Index t = s.pack.step_count(); t-- > 0;) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      for (Index i = rows.begin; i < rows.end; ++i) retreat(s, i, t == 0 ? -1 : i + before);
      if (t == 0) break;
      const Rows<Scalar> below{s.state_slope.row(rows.begin + before), units_};
      multiply(rows.size(), 3 * units_, units_, Strided<Scalar>{s.from_state_slope.row(rows.begin), 3 * units_, 1},
               Rows<const Scalar>{s.transposed.row(0), units_}, Rows<const Scalar>{below.data, units_}, below);
    }
    previous_steps(s.pack, s.state, s.previous);
    const Rows<Scalar> sum{of_state(gradient).data(), 3 * units_};
    multiply(units_, s.previous.rows(), 3 * units_, Strided<Scalar>{s.previous.row(0), 1, units_},
             Rows<const Scalar>{s.from_state_slope.row(s.pack.rows() - s.previous.rows()), 3 * units_},
             Rows<const Scalar>{sum.data, sum.stride}, sum);
    Row bias_slope = row(of_state_bias(gradient).data());
    for (Index i = 0; i < s.pack.rows(); ++i) bias_slope += gate(s.from_state_slope, i, kNew);
    affine_.backward(of_affine(parameters), s.pack.input(), s.affine, s.gate_slope, of_affine(gradient), nullptr);
  }

  std::vector<StepValues> step_values(const LayerCache& cache) const override {
    const Scratch& s = cache.own<Scratch>();
    return {{"reset", true, step_matrix(s.gates, kReset * units_, units_)},
            {"update", true, step_matrix(s.gates, kUpdate * units_, units_)},
            {"state", false, step_matrix(s.state, 0, units_)}};
  }

  std::vector<std::string_view> gate_names() const override { return {"reset", "update", "candidate"}; }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    return {affine_.inference_step(of_affine(parameters), 0, 1),
            InferenceStep::recur(InferenceStep::Kind::gru, 1, 0, units_, of_state(parameters), of_state_bias(parameters))};
  }

 private:
  struct Scratch : LayerScratch {
    SequencePack pack;
    AffineScratch affine;
    Buffer gates;                          ///< steps × 3u: r, z, n
    Buffer from_state;                     ///< steps × 3u: R h, and in the part of n with d
    Buffer state;                          ///< steps × u: h
    Buffer previous;                       ///< steps after the first × u: h one step before
    Buffer gate_slope, from_state_slope;   ///< ∂loss/∂(W x + b) and ∂loss/∂(R h + d)
    Buffer state_slope;                    ///< ∂loss/∂h
    Buffer start;                          ///< 1 × 3u: what from_state starts with
    Buffer transposed;                     ///< 3u × u: recurrentᵀ
  };
  using Row = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

  Row row(Scalar* data) const { return {data, units_}; }
  Row gate(Buffer& gates, Index i, Index k) const { return row(gates.row(i) + k * units_); }

  /// Row i of the layout; `state_before` is null at a first step.
  void advance(Scratch& s, Index i, Scalar* state_before) const {
    const auto u = static_cast<std::size_t>(units_);
    const Span gates(s.gates.row(i), 3 * u);
    gate(s.gates, i, kReset) += gate(s.from_state, i, kReset);
    gate(s.gates, i, kUpdate) += gate(s.from_state, i, kUpdate);
    sigmoid(gates.first(2 * u), gates.first(2 * u));
    gate(s.gates, i, kNew) += gate(s.gates, i, kReset) * gate(s.from_state, i, kNew);
    tanh(gates.last(u), gates.last(u));
    Row state = row(s.state.row(i));
    state = (1 - gate(s.gates, i, kUpdate)) * gate(s.gates, i, kNew);
    if (state_before != nullptr) state += gate(s.gates, i, kUpdate) * row(state_before);
  }

  /// The slopes of row i from that of its h, which is complete; adds to the slope of h one step before, at row `before`,
  /// what does not go through R, unless `before` is −1.
  void retreat(Scratch& s, Index i, Index before) const {
    const Row reset = gate(s.gates, i, kReset), update = gate(s.gates, i, kUpdate), fresh = gate(s.gates, i, kNew);
    const Row slope = row(s.state_slope.row(i));
    gate(s.gate_slope, i, kNew) = slope * (1 - update) * (1 - fresh * fresh);
    gate(s.gate_slope, i, kReset) =
        gate(s.gate_slope, i, kNew) * gate(s.from_state, i, kNew) * reset * (1 - reset);
    if (before < 0) {
      gate(s.gate_slope, i, kUpdate) = -slope * fresh * update * (1 - update);
    } else {
      gate(s.gate_slope, i, kUpdate) = slope * (row(s.state.row(before)) - fresh) * update * (1 - update);
      row(s.state_slope.row(before)) += slope * update;
    }
    gate(s.from_state_slope, i, kReset) = gate(s.gate_slope, i, kReset);
    gate(s.from_state_slope, i, kUpdate) = gate(s.gate_slope, i, kUpdate);
    gate(s.from_state_slope, i, kNew) = gate(s.gate_slope, i, kNew) * reset;
  }

  static constexpr Index kReset = 0, kUpdate = 1, kNew = 2;

  template <class T>
  std::span<T> of_affine(std::span<T> all) const {
    return all.first(static_cast<std::size_t>(affine_.parameter_count()));
  }
  template <class T>
  std::span<T> of_state(std::span<T> all) const {
    return all.subspan(static_cast<std::size_t>(affine_.parameter_count()), static_cast<std::size_t>(3 * units_ * units_));
  }
  template <class T>
  std::span<T> of_state_bias(std::span<T> all) const {
    return all.last(static_cast<std::size_t>(units_));
  }

  Index units_;
  Affine affine_;
};

}  // namespace

LayerType gru_layer() {
  return layer_type_of<Gru>();
}

}  // namespace binet::detail
