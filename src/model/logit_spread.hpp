#pragma once

#include "binet/model/classifier.hpp"

#include <optional>

namespace binet {

/// Predictions of rows by fits without them, and by the saved model, which was fitted to them: one entry per row.
struct RowsLeftOut {
  VectorD left_out, fitted;  ///< logits
  VectorD target, weight;    ///< weights count rows
};

/// How far the true logit of a new row may be from the predicted one.
///
/// A row's own label moves the logit at the row by Δ = s (y − p) to first order, where p is the prediction without the
/// row and s the variance of the logit there: the posterior variance of a fit whose penalty is a prior (Opper, Winther
/// 2000, "Gaussian processes for classification: mean-field algorithms"), and h/((1 − h) p(1 − p)) for maximum
/// likelihood, with h the leverage. s is fitted as response / √(p(1 − p)) by least squares with weights p(1 − p). This
/// shape is between a constant variance of the logit, which is too small in the tails, and a constant leverage, which
/// is too large there. Beyond logits of ±3 it grows along its tangent, so that intervals of classes that are far apart
/// stay useful.
///
/// What is left of Δ is what one fit differs from another by, such as networks of other initial weights: its variance,
/// with the same weights, is the remainder. Intervals of this kind hold their confidence on average over the rows, not
/// in each row (Wahba 1983 and Nychka 1988, for smoothing splines).
///
/// `fitted_share` is the share of the model, by weight of its networks, that was fitted to the rows. Empty for fewer
/// than ten rows, for logits that are not finite, for a share below 0.5, and if both predictions are equal, as where
/// the saved model did not see the rows either.
std::optional<LogitSpread> fit_logit_spread(const RowsLeftOut&, double fitted_share = 1);

/// Variance of the true logit at a predicted logit.
double variance_at(const LogitSpread&, double logit);

}  // namespace binet
