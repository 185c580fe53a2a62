#pragma once

#include "linear/kernel_newton.hpp"
#include "linear/leave_one_out.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace binet::detail {

/// Logits of examples by fits without them, and the method.
struct LeftOutLogits {
  VectorD logits;  ///< n; NaN where no fold validates the example
  std::string method;
  std::vector<Index> fold = {};  ///< of each example, from 1; empty if there are no folds, or they were given
};

/// Fits to some of the examples, starting from the parameters of the fit to all. `share` is their share of the sum of
/// weights: dividing a penalty on the mean loss by it keeps the penalty on the sum of losses constant.
using Refit = std::function<VectorD(const Examples&, double share, const VectorD& start)>;

/// Found by refits without each of the given folds, if rows belong together or are ordered in time.
VectorD logits_without_folds(const LinearObjective&, const VectorD& parameters, const std::vector<Split>& folds,
                             const Refit&);

/// By refits without each of up to ten stratified folds, at the class shares of all. With more than 20,000 rows, the
/// folds are fitted on a weighted sample that contains all rows of the rarer class, and the change that a fold's
/// absence causes there is added to the fit to all. If a class has a single row there are no folds, and the logits are
/// empty.
LeftOutLogits left_out_by_folds(const LinearObjective&, const VectorD& parameters, std::uint64_t seed, const Refit&);

/// The same for a ridge fit: the factored Hessian of the fit to all preconditions the refits. With thousands of rows
/// per class, leave-one-out with a fixed intercept gives the same for less.
LeftOutLogits left_out_logits(const LinearObjective&, const VectorD& parameters,
                              const Cholesky& factor, std::uint64_t seed);

/// The same in the space of the rows, starting from the model's last fit.
LeftOutLogits left_out_logits(const KernelModel&, std::uint64_t seed);

}  // namespace binet::detail
