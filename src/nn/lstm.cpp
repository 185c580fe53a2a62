#include "math/sigmoid.hpp"
#include "nn/recurrent_steps.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Long short-term memory: three sigmoid gates open and close what is taken in, kept and put out.
///   i = σ(W_i x + R_i h + b_i)   f = σ(W_f x + R_f h + b_f)   o = σ(W_o x + R_o h + b_o)   g = tanh(W_g x + R_g h +
///   b_g) c ← f·c + i·g                h ← o·tanh(c)
/// The columns of the parameters are in the order i, f, o, g. (Hochreiter and Schmidhuber 1997; Gers et al. 2000 for
/// the forget gate.)
struct LstmCell {
  static constexpr std::string_view kName = "lstm";
  static constexpr std::string_view kSummary = "long short-term memory over the rows of a sequence";
  static constexpr Index kGates = 4, kIn = 0, kForget = 1, kOut = 2, kNew = 3;
  static constexpr InferenceStep::Kind kStep = InferenceStep::Kind::lstm;

  struct Scratch : StepScratch {  // gates: i, f, o, g
    Buffer memory, squashed;      ///< steps × u: c and tanh(c)
    Buffer memory_slope;          ///< steps × u: ∂loss/∂c
  };

  Index units;

  /// The forget gate's bias starts at 1, so that the memory lasts at first. (Jozefowicz et al. 2015.)
  void initialize_gates(Span bias) const {
    const auto u = static_cast<std::size_t>(units);
    std::ranges::fill(bias.subspan(kForget * u, u), Scalar{1});
  }
  std::vector<ParameterBlock> more_parameters(Index) const { return {}; }
  void initialize_more(Span) const {}

  void begin(ConstSpan, Scratch& s) const {
    for (Buffer* buffer : {&s.memory, &s.squashed}) buffer->shape(s.pack.rows(), units);
  }
  void begin_first_step(Scratch&, RowRange) const {}
  void begin_backward(Scratch& s) const {
    s.memory_slope.shape(s.pack.rows(), units);
    std::ranges::fill(s.memory_slope.span(), Scalar{0});
  }
  Buffer& sums(Scratch& s) const { return s.gates; }
  Buffer& sums_slope(Scratch& s) const { return s.gate_slope; }
  Rows<const Scalar> addend(Scratch& s, Index i) const { return {s.gates.row(i), kGates * units}; }

  UnitRow row(Scalar* data) const { return {data, units}; }
  UnitRow gate(Buffer& gates, Index i, Index k) const { return row(gates.row(i) + k * units); }

  void advance(Scratch& s, Index i, Index before) const {
    const auto u = static_cast<std::size_t>(units);
    const Span gates(s.gates.row(i), 4 * u);
    sigmoid(gates.first(3 * u), gates.first(3 * u));
    tanh(gates.last(u), gates.last(u));
    UnitRow memory = row(s.memory.row(i));
    memory = gate(s.gates, i, kIn) * gate(s.gates, i, kNew);
    if (before >= 0) memory += gate(s.gates, i, kForget) * row(s.memory.row(before));
    const Span squashed(s.squashed.row(i), u);
    tanh(ConstSpan(s.memory.row(i), u), squashed);
    row(s.state.row(i)) = gate(s.gates, i, kOut) * row(s.squashed.row(i));
  }

  void retreat(Scratch& s, Index i, Index before) const {
    const UnitRow in = gate(s.gates, i, kIn), forget = gate(s.gates, i, kForget), out = gate(s.gates, i, kOut),
                  fresh = gate(s.gates, i, kNew);
    const UnitRow squashed = row(s.squashed.row(i)), state_slope = row(s.state_slope.row(i));
    UnitRow memory_slope = row(s.memory_slope.row(i));
    memory_slope += state_slope * out * (1 - squashed * squashed);
    gate(s.gate_slope, i, kIn) = memory_slope * fresh * in * (1 - in);
    gate(s.gate_slope, i, kOut) = state_slope * squashed * out * (1 - out);
    gate(s.gate_slope, i, kNew) = memory_slope * in * (1 - fresh * fresh);
    if (before < 0) {
      gate(s.gate_slope, i, kForget).setZero();
      return;
    }
    gate(s.gate_slope, i, kForget) = memory_slope * row(s.memory.row(before)) * forget * (1 - forget);
    row(s.memory_slope.row(before)) += memory_slope * forget;
  }

  void finish_backward(Scratch&, Span) const {}

  std::vector<std::string_view> gate_names() const { return {"input", "forget", "output", "candidate"}; }

  std::vector<StepValues> step_values(const Scratch& s) const {
    return {{"input", true, step_matrix(s.gates, kIn * units, units)},
            {"forget", true, step_matrix(s.gates, kForget * units, units)},
            {"output", true, step_matrix(s.gates, kOut * units, units)},
            {"cell", false, step_matrix(s.memory, 0, units)},
            {"state", false, step_matrix(s.state, 0, units)}};
  }
};

}  // namespace

LayerType lstm_layer() {
  return layer_type_of<StepLayer<LstmCell>>();
}

}  // namespace binet::detail
