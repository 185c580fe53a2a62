#pragma once

#include "binet/math/types.hpp"

#include <span>
#include <vector>

namespace binet {

/// Weights w ≥ 0, Σ w = 1, of the mixture p_i = Σ_m w_m p_im that best explains targets it has not been fitted to:
/// the posterior mode under a Dirichlet prior, found by EM.
///   maximises Σ_i v_i log Σ_m w_m P(y_i | m) + Σ_m counts_m log w_m
/// `probability[m]` (n entries each) must be out-of-fold predictions, else the member that overfits most wins.
/// `counts` are pseudo-observations a member (> 0), which keep weights off the boundary on small data.
/// `weight` may be empty. Returns one weight a member.
std::vector<double> fit_mixture(std::span<const VectorD> probability, const VectorD& target, const VectorD& weight,
                                std::span<const double> counts);

/// p_i = Σ_m w_m p_im.
VectorD mix(std::span<const VectorD> probability, std::span<const double> weights);

}  // namespace binet
