#pragma once

#include "binet/model/evaluation.hpp"

namespace binet {

/// The rows as predicted by fits that did not know the row's own part in the share of its class: the logit of a positive
/// row falls by ln(W₁/(W₁ − w)), that of a negative one rises by ln(W₀/(W₀ − w)), with w its weight and W the sums of
/// weights per class. Folds of equal class shares tell that share, so that the log loss of what says nothing would be that
/// of the share on the rows it was taken from, too low by 1/n.
ScoredRows without_own_share(ScoredRows);

/// Log loss of predicting for each row the share of positives among the other rows.
double base_log_loss_without_own_share(const ScoredRows&);

}  // namespace binet
