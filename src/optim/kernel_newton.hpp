#pragma once

#include "binet/optim/linear_objective.hpp"
#include "binet/optim/logistic.hpp"

namespace binet::detail {

/// For columns ≫ rows: with l2 > 0 the slopes lie in the span of the rows, β = X̃ᵀα, so Newton's method runs on as many
/// parameters as there are rows. K = X̃X̃ᵀ = ZZᵀ is factored by pivoted Cholesky; the model z = β_0 + Zγ with penalty
/// (l2/2)‖γ‖² is the same one, ‖γ‖ = ‖β‖.
LogisticFit solve_in_row_span(LinearObjective&, const LogisticSettings&);

}  // namespace binet::detail
