#pragma once

#include "linear/ridge_path.hpp"

namespace binet::detail {

/// True if choosing the penalty again without each fold takes about a second at most: few rows; of given folds, three
/// or more that judge every row once and are fitted to both classes without any two of them.
bool nested_choice_is_quick(const Examples&, const RidgeSettings&);

/// Each example's logit by a fit without it whose penalty was also chosen without it: by the folds given, of which the
/// others choose, or by up to ten folds, fitted at the class shares of all. A penalty chosen on the rows that evaluate
/// it is too optimistic (Varma, Simon 2006). Empty logits if a class has a single row. The folds' searches start from
/// the choice on all examples, which saves two thirds of their time; they end at minima of their own.
LeftOutLogits judge_ridge_choice(const Examples&, const RidgeChoice&, const RidgeSettings&);

}  // namespace binet::detail
