#pragma once

#include "binet/base/types.hpp"
#include "nn/activation.hpp"

namespace binet {

/// One step of a layer's inference on one row of numbers, as data, for exports to other languages. A step reads one or
/// two of kInferencePlaces vectors and overwrites one; `affine`, `lstm` and `gru` must not overwrite their input. The
/// last two keep numbers from one row of a sequence to the next, 0 before the first; u is `units`.
struct InferenceStep {
  enum class Kind {
    affine,      ///< to[u] = bias[u] + Σ_i scale[i]·from[i]·weights[i·units + u]
    activation,  ///< to[u] = f(from[u])
    product,     ///< to[u] = from[u]·other[u]
    normalise,   ///< to[u] = weights[u]·(from[u] − mean)/√(variance + epsilon) + bias[u], over the units of `from`
    lstm,        ///< keeps c and h; from: 4u sums W x + b of the gates i, f, o and of g; weights: R, u × 4u; to = h
    gru          ///< keeps h; from: 3u sums W x + b of the gates r, z and of n; weights: R, u × 3u; bias: d; to = h
  };

  Kind kind;
  int from = 0, other = 0, to = 0;  ///< places
  Index inputs = 0;                 ///< number of inputs
  Index units = 0;                  ///< number of outputs
  const Activation* activation = nullptr;
  ConstSpan weights{}, bias{}, scale{};  ///< an empty scale is 1 everywhere
  double epsilon = 0;

  static InferenceStep affine(int from, int to, Index inputs, Index units, ConstSpan weights, ConstSpan bias,
                              ConstSpan scale) {
    return {.kind = Kind::affine,
            .from = from,
            .to = to,
            .inputs = inputs,
            .units = units,
            .weights = weights,
            .bias = bias,
            .scale = scale};
  }
  static InferenceStep apply(const Activation& activation, int from, int to, Index units) {
    return {
        .kind = Kind::activation, .from = from, .to = to, .inputs = units, .units = units, .activation = &activation};
  }
  static InferenceStep multiply(int from, int other, int to, Index units) {
    return {.kind = Kind::product, .from = from, .other = other, .to = to, .inputs = units, .units = units};
  }
  static InferenceStep normalise(Index units, ConstSpan gain, ConstSpan bias, double epsilon) {
    return {
        .kind = Kind::normalise, .inputs = units, .units = units, .weights = gain, .bias = bias, .epsilon = epsilon};
  }
  /// `bias` is empty for an lstm.
  static InferenceStep recur(Kind kind, int from, int to, Index units, ConstSpan recurrent, ConstSpan bias) {
    const Index gates = static_cast<Index>(recurrent.size()) / units;
    return {
        .kind = kind, .from = from, .to = to, .inputs = gates, .units = units, .weights = recurrent, .bias = bias};
  }

  /// How many numbers the step keeps from row to row.
  Index kept() const { return kind == Kind::lstm ? 2 * units : kind == Kind::gru ? units : 0; }
};

/// The name of the kind in exported programs.
constexpr const char* kind_name(InferenceStep::Kind kind) {
  switch (kind) {
    case InferenceStep::Kind::affine:
      return "affine";
    case InferenceStep::Kind::activation:
      return "activation";
    case InferenceStep::Kind::product:
      return "product";
    case InferenceStep::Kind::normalise:
      return "normalise";
    case InferenceStep::Kind::lstm:
      return "lstm";
    case InferenceStep::Kind::gru:
      return "gru";
  }
  return "";
}

/// Number of places for steps: place 0 and two for intermediate results.
inline constexpr int kInferencePlaces = 3;

}  // namespace binet
