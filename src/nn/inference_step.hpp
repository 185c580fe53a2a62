#pragma once

#include "binet/base/types.hpp"
#include "binet/nn/activation.hpp"

namespace binet {

/// One step of what a layer computes in inference on one row of numbers, as data: exports write it in other languages.
/// A step reads from one or two of kInferencePlaces vectors and overwrites one; only `affine` may not overwrite what it
/// reads.
struct InferenceStep {
  enum class Kind {
    affine,      ///< to[u] = bias[u] + Σ_i scale[i]·from[i]·weights[i·units + u]
    activation,  ///< to[u] = f(from[u])
    product,     ///< to[u] = from[u]·other[u]
    normalise    ///< to[u] = weights[u]·(from[u] − mean)/√(variance + epsilon) + bias[u], over the units of `from`
  };

  Kind kind;
  int from = 0, other = 0, to = 0;  ///< places
  Index inputs = 0;                 ///< numbers read
  Index units = 0;                  ///< numbers written
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

/// The kind's name, as it stands in exported programs.
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

/// Places that steps may use: 0, and two more for what lies between.
inline constexpr int kInferencePlaces = 3;

}  // namespace binet
