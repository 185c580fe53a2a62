#pragma once

#include "binet/base/types.hpp"
#include "features/features.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"

#include <vector>

namespace binet {

/// The rows to trace, one-hot, with targets and loss.
struct TracedBatch {
  MatrixD inputs;  ///< m × one-hot inputs
  VectorD target;  ///< m, in [0, 1]
  VectorD share;   ///< m; the objective is Σ share_i ℓ_i plus penalties: 1/m each if rows have no weights
};

struct TracedObjective {
  const Loss* loss = nullptr;
  LossSettings settings = {};
  double l1 = 0, l2 = 0;  ///< λ₁Σ|w| + λ₂/2 Σw² over weights, not biases
};

/// One layer in one pass. Rows are those of the batch.
struct TracedLayer {
  enum class Kind {
    dense,       ///< z = x·diag(s)·W + b, a = f(z)
    gated,       ///< the same z, a = f(z)·σ(v) with v = x·diag(s′)·V + c
    activation,  ///< z = x, a = f(z)
    dropout,     ///< a = z = x
    normalise,   ///< a = z = gain·x̂ + bias with x̂ = (x − mean)/deviation
  };
  Kind kind = Kind::dense;
  const Activation* activation = nullptr;  ///< null for dropout and normalise
  Index inputs = 0, units = 0;
  std::vector<ParameterBlock> blocks;  ///< with offsets into all parameters; those of a gate are last
  MatrixD input;                       ///< m × inputs
  MatrixD z, a, slope;                 ///< m × units; slope = ∂a/∂z: f′(z), of a gated layer f′(z)·σ(v)
  MatrixD delta;                       ///< m × units: ∂ℓ_i/∂z, of row i's own loss
  MatrixD below;                       ///< m × inputs: ∂ℓ_i/∂x
  MatrixD gate_z, gate, gate_delta;    ///< gated, m × units: v, σ(v), ∂ℓ_i/∂v
  MatrixD normal;                      ///< normalise, m × units: x̂
  VectorD mean, deviation;             ///< normalise, m: deviation = √(variance + ε)

  bool has_weights() const { return kind == Kind::dense || kind == Kind::gated; }
  /// The block of a kind, of the map to z or of that to v; null if there is none.
  const ParameterBlock* block(ParameterKind, bool of_gate = false) const;
};

/// The forward and backward pass of a batch with all intermediate values.
struct TracedPass {
  std::vector<TracedLayer> layers;  ///< including the output layer, whose a is the logit
  VectorD logit, probability, loss, loss_slope;  ///< m; loss_slope = ∂ℓ_i/∂logit
  double objective = 0, penalty = 0;             ///< penalty is part of the objective
  VectorD gradient;                              ///< derivative of the objective by all parameters
};

/// Computes in double precision with the formulas that are shown beside the numbers; tests/nn compare it with
/// Network::backward. Dropout layers pass everything through. Throws UsageError for recurrent layers.
TracedPass trace_pass(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// The objective alone.
double traced_objective(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// Its derivative with respect to each parameter by fourth-order central differences.
VectorD numeric_gradient(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// The one-hot rows that features represent.
MatrixD one_hot_rows(const Features&, const FeatureShape&);

}  // namespace binet
