#pragma once

#include "linear/ridge_path.hpp"

namespace binet::detail {

/// Whether a choice of the penalty without each fold is a matter of a second: few rows, no folds given.
bool nested_choice_is_quick(const Examples&, const RidgeSettings&);

/// Each example's logit by a fit without it whose penalty was chosen without it, too: up to ten folds, fitted at the class
/// shares of all. A penalty chosen by rows that then judge it promises too much (Varma, Simon 2006). Empty logits where a
/// class has a single row.
LeftOutLogits judge_ridge_choice(const Examples&, const RidgeSettings&);

}  // namespace binet::detail
