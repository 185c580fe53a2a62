#pragma once

#include "binet/base/types.hpp"

#include <functional>
#include <utility>

namespace binet {

/// A function of the parameters to be minimised, in double. An optimiser sees nothing else: no data, no network.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual Index size() const = 0;
  virtual double value(const VectorD& parameters) = 0;
  /// Overwrites `gradient` (size() entries).
  virtual double value_and_gradient(const VectorD& parameters, VectorD& gradient) = 0;
};

/// An objective with curvature, as the convex model has.
class TwiceDifferentiable : public Objective {
 public:
  /// Overwrites value, gradient and the symmetric Hessian (size() × size()) in one sweep over the data.
  virtual double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) = 0;
};

/// How a solver ended; printed as one plain sentence and stored in the model.
struct Convergence {
  bool converged = false;
  int iterations = 0;
  double objective = 0;
  double gradient_norm = 0;           ///< max |g_j| at the end
  double relative_gradient_norm = 0;  ///< the same, over max |g_j| at the start
  bool interrupted = false;           ///< asked to stop; the parameters are the best so far
};

/// Every solver calls this after each iteration with the state so far, if it is not empty; false stops it there.
using SolverProgress = std::function<bool(const Convergence&)>;

/// Stops a solver once `stop_requested`, which may be empty, says so.
inline SolverProgress progress_until(std::function<bool()> stop_requested) {
  if (!stop_requested) return {};
  return [stop = std::move(stop_requested)](const Convergence&) { return !stop(); };
}

}  // namespace binet
