#pragma once

#include "linear/design.hpp"
#include "linear/profile_interval.hpp"

namespace binet {

/// Maximises the likelihood times Jeffreys' prior |XᵀWX|^½ (Firth 1993; Heinze, Schemper 2002): estimates are finite,
/// also if classes are separated, and less biased. Scores: Σ x (w(y − p) + h(½ − p)) with leverages h. R: brglm2 with
/// type = "MPL_Jeffreys", logistf. `start` may be empty. Where values far from all others make two maxima, it is the
/// higher one.
DesignFit maximise_firth(const Design&, const VectorD& start = {});

/// Profile interval of the penalised likelihood with the prior of all coefficients, as in logistf.
ProfileInterval firth_profile_interval(const Design&, const DesignFit&, Index column, double standard_error,
                                       double level);

}  // namespace binet
