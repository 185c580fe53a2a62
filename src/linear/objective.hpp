#pragma once

#include "binet/base/types.hpp"
#include "binet/linear/convergence.hpp"

#include <functional>
#include <utility>

namespace binet {

/// A function of the parameters to minimise, in double. It is all that an optimiser sees: no data, no network.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual Index size() const = 0;
  virtual double value(const VectorD& parameters) = 0;
  /// Returns the value and overwrites `gradient` (size() entries).
  virtual double value_and_gradient(const VectorD& parameters, VectorD& gradient) = 0;
};

/// An objective with a Hessian, such as that of logistic regression.
class TwiceDifferentiable : public Objective {
 public:
  /// Returns the value and overwrites the gradient and the symmetric Hessian (size() × size()) in one pass over the
  /// data.
  virtual double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) = 0;
};

/// Called by every solver after each iteration with the state so far, unless empty; returning false stops the solver.
using SolverProgress = std::function<bool(const Convergence&)>;

/// A SolverProgress that stops when `stop_requested` returns true; `stop_requested` may be empty.
inline SolverProgress progress_until(std::function<bool()> stop_requested) {
  if (!stop_requested) return {};
  return [stop = std::move(stop_requested)](const Convergence&) { return !stop(); };
}

}  // namespace binet
