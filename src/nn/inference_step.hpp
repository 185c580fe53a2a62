#pragma once

#include "binet/base/types.hpp"
#include "binet/nn/activation.hpp"

namespace binet {

/// One step of a layer's inference on one row of numbers, as data, for exports to other languages. A step reads one or
/// two of kInferencePlaces vectors and overwrites one; `affine` must not overwrite its input.
struct InferenceStep {
  enum class Kind {
    affine,      ///< to[u] = bias[u] + Σ_i scale[i]·from[i]·weights[i·units + u]
    activation,  ///< to[u] = f(from[u])
    product,     ///< to[u] = from[u]·other[u]
    normalise    ///< to[u] = weights[u]·(from[u] − mean)/√(variance + epsilon) + bias[u], over the units of `from`
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
  }
  return "";
}

/// Number of places for steps: place 0 and two for intermediate results.
inline constexpr int kInferencePlaces = 3;

}  // namespace binet
