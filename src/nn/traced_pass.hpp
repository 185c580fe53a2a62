#pragma once

#include "binet/base/types.hpp"
#include "binet/features/features.hpp"
#include "binet/nn/loss.hpp"
#include "binet/nn/network.hpp"

#include <vector>

namespace binet {

/// What is traced: some rows, one-hot, and what is asked of the network on them.
struct TracedBatch {
  MatrixD inputs;  ///< m × one-hot inputs
  VectorD target;  ///< m, in [0, 1]
  VectorD share;   ///< m; the objective is Σ share_i ℓ_i and penalties: 1/m each unless rows are weighted
};

struct TracedObjective {
  const Loss* loss = nullptr;
  LossSettings settings = {};
  double l1 = 0, l2 = 0;  ///< λ₁Σ|w| + λ₂/2 Σw² over weights, not biases
};

/// One layer in one pass. Rows are those of the batch.
struct TracedLayer {
  const Activation* activation = nullptr;  ///< null: dropout, which passes its input on
  bool affine = false;                     ///< z = x·diag(s)·W + b; otherwise z is the input
  Index inputs = 0, units = 0;
  std::vector<ParameterBlock> blocks;  ///< of the affine map, with offsets into all parameters
  MatrixD input;                       ///< m × inputs
  MatrixD z, a, slope;                 ///< m × units: pre-activation, a = f(z), f′(z)
  MatrixD delta;                       ///< m × units: ∂ℓ_i/∂z, of row i's own loss
};

/// Forward and backward pass of a batch with every number kept.
struct TracedPass {
  std::vector<TracedLayer> layers;  ///< the output layer last: its a is the logit
  VectorD logit, probability, loss, loss_slope;  ///< m; loss_slope = ∂ℓ_i/∂logit
  double objective = 0, penalty = 0;             ///< penalty is part of the objective
  VectorD gradient;                              ///< of the objective, by all parameters
};

/// Computes in double precision, by the formulas that are shown beside the numbers; tests/nn compare it with
/// Network::backward. Dropout layers pass everything on. Throws UsageError for a layer of another type than dense,
/// activation and dropout.
TracedPass trace_pass(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// The objective alone.
double traced_objective(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// Its derivative by each parameter from central differences of fourth order.
VectorD numeric_gradient(const Network& layers, const VectorD& parameters, const TracedBatch&, const TracedObjective&);

/// The rows of features as the one-hot rows that they stand for.
MatrixD one_hot_rows(const Features&, const FeatureShape&);

}  // namespace binet
