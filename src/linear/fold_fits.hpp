#pragma once

#include "linear/kernel_newton.hpp"
#include "linear/leave_one_out.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace binet::detail {

/// Logits of examples by fits without them, and how these came about.
struct LeftOutLogits {
  VectorD logits;  ///< n; NaN where no fold validates the example
  std::string method;
};

/// Fits to some of the examples, from the parameters of the fit to all. `share` is their part of the sum of weights: a
/// penalty on the mean loss is to be divided by it, so that the one on the sum of losses stays what it is.
using Refit = std::function<VectorD(const Examples&, double share, const VectorD& start)>;

/// By refits without each of the folds given, as where rows belong together or come in order of time.
VectorD logits_without_folds(const LinearObjective&, const VectorD& parameters, const std::vector<Split>& folds,
                             const Refit&);

/// By refits, at the class shares of all, without each of up to ten folds of equal class shares. Of more than 20,000 rows the folds are fitted on a
/// weighted sample that has all rows of the rarer class, and what a fold's absence changes there is added to the fit to
/// all. Examples of which one class has a single row have no folds: the logits are empty.
LeftOutLogits left_out_by_folds(const LinearObjective&, const VectorD& parameters, std::uint64_t seed, const Refit&);

/// The same for a ridge fit: the Hessian of the fit to all, given by its factor, preconditions the refits. With
/// thousands of rows of each class, leave-one-out that keeps the intercept tells the same for less.
LeftOutLogits left_out_logits(const LinearObjective&, const VectorD& parameters,
                              const Eigen::LLT<Eigen::MatrixXd>& factor, std::uint64_t seed);

/// The same in the space of the rows, from the model's last fit.
LeftOutLogits left_out_logits(const KernelModel&, std::uint64_t seed);

}  // namespace binet::detail
