#pragma once

#include "binet/base/types.hpp"

#include <span>
#include <vector>

namespace binet {

/// Logits of the mixture p_i = Σ_m w_m σ(z_im), members' logits in `logits[m]` (n entries each), as
/// ln Σ w_m σ(z_m) − ln Σ w_m σ(−z_m): probabilities near 1 keep their digits.
VectorD mix(std::span<const VectorD> logits, std::span<const double> weights);

/// Weights w ≥ 0, Σ w = 1, of the mixture that best explains targets its members have not been fitted to: the posterior
/// mode under a Dirichlet prior.
///   maximises L(w) = Σ_i v_i ln Σ_m w_m P(y_i | m) + Σ_m counts_m ln w_m,
/// found by Newton's method on (Σ v + Σ counts) Σ w − L(w), whose minimum over w > 0 has Σ w = 1, since L(tw) = L(w) +
/// (Σ v + Σ counts) ln t.
/// The logits must be out-of-fold predictions, else the member that overfits most wins. `counts` are
/// pseudo-observations a member (> 0), which keep weights off the boundary on small data. `weight` (v) may be empty.
std::vector<double> fit_mixture(std::span<const VectorD> logits, const VectorD& target, const VectorD& weight,
                                std::span<const double> counts);

}  // namespace binet
