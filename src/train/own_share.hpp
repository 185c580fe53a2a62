#pragma once

#include "binet/model/evaluation.hpp"

namespace binet {

/// The predictions of fits that did not know the row's own contribution to the share of its class: the logit of a
/// positive row falls by ln(W₁/(W₁ − w)), that of a negative row rises by ln(W₀/(W₀ − w)), with w its weight and W the
/// sums of weights per class. Folds with equal class shares reveal that share: a model without information would get
/// the log loss of the share on the rows from which it was computed, which is too low by 1/n.
ScoredRows without_own_share(ScoredRows);

/// Log loss of predicting for each row the share of positives among the other rows.
double base_log_loss_without_own_share(const ScoredRows&);

}  // namespace binet
