#include "math/sigmoid.hpp"
#include "nn/affine.hpp"
#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"
#include "nn/recurrent_layer.hpp"
#include "nn/sequence_pack.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Long short-term memory: three sigmoid gates open and close what is taken in, kept and put out.
///   i = σ(W_i x + R_i h + b_i)   f = σ(W_f x + R_f h + b_f)   o = σ(W_o x + R_o h + b_o)   g = tanh(W_g x + R_g h + b_g)
///   c ← f·c + i·g                h ← o·tanh(c)
/// The output of an example is h after its last step. Parameters: weights (inputs × 4u), bias (4u), recurrent (u × 4u),
/// their columns in the order i, f, o, g. (Hochreiter and Schmidhuber 1997; Gers et al. 2000 for the forget gate.)
class Lstm : public RecurrentLayer {
 public:
  static constexpr std::string_view kName = "lstm";
  static constexpr std::string_view kSummary = "long short-term memory over the rows of a sequence";
  static constexpr bool kReadsFeatures = true;
  static constexpr bool kReadsSequences = true;
  static constexpr std::string_view kSettings[] = {"units"};

  Lstm(const LayerSpec& spec, const FeatureShape& input)
      : units_(checked_units(spec)), affine_(input, 4 * units_, false) {}

  std::string_view type() const override { return kName; }
  Index output_size() const override { return units_; }
  std::vector<ParameterBlock> parameter_blocks() const override {
    std::vector<ParameterBlock> blocks = affine_.parameter_blocks();
    blocks.push_back({"recurrent", affine_.parameter_count(), units_, 4 * units_, ParameterKind::weight, units_});
    return blocks;
  }

  /// The forget gate's bias starts at 1, so that the memory lasts at first. (Jozefowicz et al. 2015.)
  void initialize(Span parameters, const Initializer& initializer, Random& random) const override {
    affine_.initialize(of_affine(parameters), initializer, random);
    fill(initializer, units_, 4 * units_, random, of_state(parameters));
    const Span bias = of_affine(parameters).last(static_cast<std::size_t>(4 * units_));
    std::ranges::fill(bias.subspan(static_cast<std::size_t>(units_), static_cast<std::size_t>(units_)), Scalar{1});
  }

  void forward(ConstSpan parameters, const LayerInput& input, LayerCache& cache, Random*) const override {
    Scratch& s = cache.own<Scratch>();
    s.pack.pack(input);
    apply_to_steps(affine_, of_affine(parameters), s.pack.input(), s.affine, s.gates);
    for (Buffer* buffer : {&s.memory, &s.squashed, &s.state}) buffer->shape(s.pack.rows(), units_);
    const Scalar* recurrent = of_state(parameters).data();
    for (Index t = 0; t < s.pack.step_count(); ++t) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      if (t > 0) {
        multiply(rows.size(), units_, 4 * units_, Strided<Scalar>{s.state.row(rows.begin + before), units_, 1},
                 Rows<const Scalar>{recurrent, 4 * units_}, Rows<const Scalar>{s.gates.row(rows.begin), 4 * units_},
                 Rows<Scalar>{s.gates.row(rows.begin), 4 * units_});
      }
      for (Index i = rows.begin; i < rows.end; ++i) advance(s, i, t == 0 ? nullptr : s.memory.row(i + before));
    }
    take_last_steps(s.pack, s.state, cache.output);
  }

  void backward(ConstSpan parameters, const LayerInput&, LayerCache& cache, Buffer& output_gradient, Span gradient,
                Buffer*) const override {
    Scratch& s = cache.own<Scratch>();
    slope_at_last_steps(s.pack, output_gradient, s.state_slope);
    s.memory_slope.shape(s.pack.rows(), units_);
    std::ranges::fill(s.memory_slope.span(), Scalar{0});
    s.gate_slope.shape(s.pack.rows(), 4 * units_);
    s.transposed.shape(4 * units_, units_);
    transpose(units_, 4 * units_, Rows<const Scalar>{of_state(parameters).data(), 4 * units_}, s.transposed.all());
    for (Index t = s.pack.step_count(); t-- > 0;) {
      const RowRange rows = s.pack.step(t);
      const Index before = t == 0 ? 0 : s.pack.step(t - 1).begin - rows.begin;
      for (Index i = rows.begin; i < rows.end; ++i) retreat(s, i, t == 0 ? -1 : i + before);
      if (t == 0) break;
      const Rows<Scalar> below{s.state_slope.row(rows.begin + before), units_};
      multiply(rows.size(), 4 * units_, units_, Strided<Scalar>{s.gate_slope.row(rows.begin), 4 * units_, 1},
               Rows<const Scalar>{s.transposed.row(0), units_}, Rows<const Scalar>{below.data, units_}, below);
    }
    previous_steps(s.pack, s.state, s.previous);
    const Rows<Scalar> sum{of_state(gradient).data(), 4 * units_};
    multiply(units_, s.previous.rows(), 4 * units_, Strided<Scalar>{s.previous.row(0), 1, units_},
             Rows<const Scalar>{s.gate_slope.row(s.pack.rows() - s.previous.rows()), 4 * units_},
             Rows<const Scalar>{sum.data, sum.stride}, sum);
    affine_.backward(of_affine(parameters), s.pack.input(), s.affine, s.gate_slope, of_affine(gradient), nullptr);
  }

  std::vector<StepValues> step_values(const LayerCache& cache) const override {
    const Scratch& s = cache.own<Scratch>();
    return {{"input", true, step_matrix(s.gates, kIn * units_, units_)},
            {"forget", true, step_matrix(s.gates, kForget * units_, units_)},
            {"output", true, step_matrix(s.gates, kOut * units_, units_)},
            {"cell", false, step_matrix(s.memory, 0, units_)},
            {"state", false, step_matrix(s.state, 0, units_)}};
  }

  std::vector<std::string_view> gate_names() const override { return {"input", "forget", "output", "candidate"}; }

  std::vector<InferenceStep> inference_steps(ConstSpan parameters) const override {
    return {affine_.inference_step(of_affine(parameters), 0, 1),
            InferenceStep::recur(InferenceStep::Kind::lstm, 1, 0, units_, of_state(parameters), {})};
  }

 private:
  struct Scratch : LayerScratch {
    SequencePack pack;
    AffineScratch affine;
    Buffer gates;                                  ///< steps × 4u: i, f, o, g
    Buffer memory, squashed, state;                ///< steps × u: c, tanh(c), h
    Buffer previous;                               ///< steps after the first × u: h one step before
    Buffer gate_slope, memory_slope, state_slope;  ///< ∂loss/∂ the gates before σ and tanh, c and h
    Buffer transposed;                             ///< 4u × u: recurrentᵀ
  };
  using Row = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

  Row row(Scalar* data) const { return {data, units_}; }
  Row gate(Buffer& gates, Index i, Index k) const { return row(gates.row(i) + k * units_); }

  /// Row i of the layout, its gates before σ and tanh already summed; `memory_before` is null at a first step.
  void advance(Scratch& s, Index i, Scalar* memory_before) const {
    const auto u = static_cast<std::size_t>(units_);
    const Span gates(s.gates.row(i), 4 * u);
    sigmoid(gates.first(3 * u), gates.first(3 * u));
    tanh(gates.last(u), gates.last(u));
    Row memory = row(s.memory.row(i));
    memory = gate(s.gates, i, kIn) * gate(s.gates, i, kNew);
    if (memory_before != nullptr) memory += gate(s.gates, i, kForget) * row(memory_before);
    const Span squashed(s.squashed.row(i), u);
    tanh(ConstSpan(s.memory.row(i), u), squashed);
    row(s.state.row(i)) = gate(s.gates, i, kOut) * row(s.squashed.row(i));
  }

  /// The slopes of row i from those of its h and c, which are complete; adds to the slope of c one step before, at row
  /// `before`, unless it is −1.
  void retreat(Scratch& s, Index i, Index before) const {
    const Row in = gate(s.gates, i, kIn), forget = gate(s.gates, i, kForget), out = gate(s.gates, i, kOut),
              fresh = gate(s.gates, i, kNew);
    const Row squashed = row(s.squashed.row(i)), state_slope = row(s.state_slope.row(i));
    Row memory_slope = row(s.memory_slope.row(i));
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

  static constexpr Index kIn = 0, kForget = 1, kOut = 2, kNew = 3;

  template <class T>
  std::span<T> of_affine(std::span<T> all) const {
    return all.first(static_cast<std::size_t>(affine_.parameter_count()));
  }
  template <class T>
  std::span<T> of_state(std::span<T> all) const {
    return all.subspan(static_cast<std::size_t>(affine_.parameter_count()), static_cast<std::size_t>(4 * units_ * units_));
  }

  Index units_;
  Affine affine_;
};

}  // namespace

LayerType lstm_layer() {
  return layer_type_of<Lstm>();
}

}  // namespace binet::detail
