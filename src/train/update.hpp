#pragma once

#include "binet/model/classifier.hpp"
#include "train/candidate.hpp"
#include "train/training_data.hpp"

namespace binet {

/// The model that `prior` becomes in the light of new rows: its columns, levels and scaling stay.
/// - Logistic regression: maximum a posteriori under a normal prior around the old coefficients, intercept included,
///     Σ w_i ℓ(z_i, y_i) / Σ w_i + (λ/2)·‖β − β_old‖².
///   Folds choose λ; with λ = ∞ among the choices the old model may stay as it is.
/// - Any other model is recalibrated on its logit by Platt scaling shrunk to the identity (fit_calibration).
/// Rows are judged by fits to other folds, with the λ that the other folds choose. Throws Error if the classes are not
/// those of the old model, or if a class has fewer than two rows.
Candidate update_model(const Classifier& prior, const TrainingData&);

}  // namespace binet
