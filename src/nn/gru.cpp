#include "math/sigmoid.hpp"
#include "nn/recurrent_steps.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Gated recurrent unit: two sigmoid gates, and no memory besides the state.
///   r = σ(W_r x + R_r h + b_r)   z = σ(W_z x + R_z h + b_z)   n = tanh(W_n x + b_n + r·(R_n h + d))
///   h ← (1 − z)·n + z·h
/// The columns of the parameters are in the order r, z, n; recurrent_bias (u) is d. (Cho et al. 2014, in the form of
/// cuDNN and PyTorch.)
struct GruCell {
  static constexpr std::string_view kName = "gru";
  static constexpr std::string_view kSummary = "gated recurrent unit over the rows of a sequence";
  static constexpr Index kGates = 3, kReset = 0, kUpdate = 1, kNew = 2;
  static constexpr InferenceStep::Kind kStep = InferenceStep::Kind::gru;

  struct Scratch : StepScratch {  // gates: r, z, n
    Buffer from_state;            ///< steps × 3u: R h, and in the part of n with d
    Buffer from_state_slope;      ///< steps × 3u: ∂loss/∂(R h + d)
    Buffer start;                 ///< 1 × 3u: what from_state starts with
  };

  Index units;

  void initialize_gates(Span) const {}
  std::vector<ParameterBlock> more_parameters(Index first) const {
    return {{"recurrent_bias", first, 1, units, ParameterKind::bias, units}};
  }
  void initialize_more(Span recurrent_bias) const { std::ranges::fill(recurrent_bias, Scalar{0}); }

  void begin(ConstSpan recurrent_bias, Scratch& s) const {
    s.from_state.shape(s.pack.rows(), kGates * units);
    s.start.shape(1, kGates * units);
    std::ranges::fill(s.start.span(), Scalar{0});
    std::ranges::copy(recurrent_bias, s.start.row(0) + kNew * units);
  }
  void begin_first_step(Scratch& s, RowRange rows) const {
    for (Index i = rows.begin; i < rows.end; ++i) std::ranges::copy(s.start.span(), s.from_state.row(i));
  }
  void begin_backward(Scratch& s) const { s.from_state_slope.shape(s.pack.rows(), kGates * units); }
  Buffer& sums(Scratch& s) const { return s.from_state; }
  Buffer& sums_slope(Scratch& s) const { return s.from_state_slope; }
  Rows<const Scalar> addend(Scratch& s, Index) const { return {s.start.row(0), 0}; }

  UnitRow row(Scalar* data) const { return {data, units}; }
  UnitRow gate(Buffer& gates, Index i, Index k) const { return row(gates.row(i) + k * units); }

  void advance(Scratch& s, Index i, Index before) const {
    const auto u = static_cast<std::size_t>(units);
    const Span gates(s.gates.row(i), 3 * u);
    gate(s.gates, i, kReset) += gate(s.from_state, i, kReset);
    gate(s.gates, i, kUpdate) += gate(s.from_state, i, kUpdate);
    sigmoid(gates.first(2 * u), gates.first(2 * u));
    gate(s.gates, i, kNew) += gate(s.gates, i, kReset) * gate(s.from_state, i, kNew);
    tanh(gates.last(u), gates.last(u));
    UnitRow state = row(s.state.row(i));
    state = (1 - gate(s.gates, i, kUpdate)) * gate(s.gates, i, kNew);
    if (before >= 0) state += gate(s.gates, i, kUpdate) * row(s.state.row(before));
  }

  /// The slope of h one step before gets here what does not go through R.
  void retreat(Scratch& s, Index i, Index before) const {
    const UnitRow reset = gate(s.gates, i, kReset), update = gate(s.gates, i, kUpdate), fresh = gate(s.gates, i, kNew);
    const UnitRow slope = row(s.state_slope.row(i));
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

  void finish_backward(Scratch& s, Span recurrent_bias_gradient) const {
    UnitRow bias_slope = row(recurrent_bias_gradient.data());
    for (Index i = 0; i < s.pack.rows(); ++i) bias_slope += gate(s.from_state_slope, i, kNew);
  }

  std::vector<std::string_view> gate_names() const { return {"reset", "update", "candidate"}; }

  std::vector<StepValues> step_values(const Scratch& s) const {
    return {{"reset", true, step_matrix(s.gates, kReset * units, units)},
            {"update", true, step_matrix(s.gates, kUpdate * units, units)},
            {"state", false, step_matrix(s.state, 0, units)}};
  }
};

}  // namespace

LayerType gru_layer() {
  return layer_type_of<StepLayer<GruCell>>();
}

}  // namespace binet::detail
