#pragma once

#include "binet/base/types.hpp"
#include "binet/model/evaluation.hpp"

#include <vector>

namespace binet {

/// The predictions of fits that did not know the row's own contribution to the share of its class: the logit of a
/// positive row falls by ln(W₁/(W₁ − w)), that of a negative row rises by ln(W₀/(W₀ − w)), with w its weight and W the
/// sums of weights per class. Folds with equal class shares reveal that share: a model without information would get
/// the log loss of the share on the rows from which it was computed, which is too low by 1/n. Folds of whole groups
/// reveal the shares of groups in the same way: where groups are given, a row's logit is without the rows of its group.
/// Folds of whole groups cannot have quite equal shares: what the shares without the row's fold (from 1; 0: not known)
/// lack already is not taken off again.
ScoredRows without_own_share(ScoredRows, const std::vector<Index>& group = {}, const std::vector<Index>& fold = {});

/// Log loss of predicting for each row the share of positives among the other rows, or those of other groups.
double base_log_loss_without_own_share(const ScoredRows&, const std::vector<Index>& group = {});

}  // namespace binet
