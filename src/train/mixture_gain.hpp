#pragma once

#include "train/mean_difference.hpp"
#include "train/network_average.hpp"
#include "train/training_data.hpp"

#include <vector>

namespace binet {

/// Logits of one model for the same rows: by fits without the row, and by the fit to all of them, which may be empty.
struct HeldOutAndFitted {
  VectorD held_out, fitted;
  double fitted_share = 1;  ///< as in HeldOut
  double averaging = 0;  ///< what more networks lower the log loss by
};

/// What the mixture's log loss is below that of `first`. Where both models' fitted logits are known, the error accounts
/// for the dependence between folds: without that, noise shows a gain of more than two errors three times as often as
/// it should. Rows of one group are one draw. Both log losses are corrected as HeldOutCorrection does it.
MeanDifference gain_of_mixture(const HeldOutAndFitted& first, const HeldOutAndFitted& mixture, const LabelledRows&);

/// What the log loss of held-out rows falls by when as many networks are averaged as are saved; `by_one` are the logits
/// by one network at a time, and may be empty.
double gain_of_averaging(const VectorD& held_out, const std::vector<VectorD>& by_one, const NetworkAverage&,
                         const LabelledRows&);

}  // namespace binet
