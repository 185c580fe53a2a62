#pragma once

#include "linear/ridge_path.hpp"

namespace binet::detail {

/// True if choosing the penalty again without each fold takes about a second at most: few rows, no given folds.
bool nested_choice_is_quick(const Examples&, const RidgeSettings&);

/// Each example's logit by a fit without it whose penalty was also chosen without it: up to ten folds, fitted at the
/// class shares of all. A penalty chosen on the rows that evaluate it is too optimistic (Varma, Simon 2006). Empty
/// logits if a class has a single row. The folds' searches start from the choice on all examples, which saves two
/// thirds of their time; they end at minima of their own.
LeftOutLogits judge_ridge_choice(const Examples&, const RidgeChoice&, const RidgeSettings&);

}  // namespace binet::detail
