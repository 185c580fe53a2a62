#pragma once

#include "linear/design.hpp"

namespace binet {

/// The influence of each row on the fit, n entries each. R: cooks.distance, hatvalues, residuals(type = "pearson") of a
/// glm.
struct Influence {
  VectorD cook;  ///< (r/(1 − h))² h/p: approximate squared change of the coefficients without the row, in standard
                 ///< errors
  VectorD leverage;  ///< h
  VectorD pearson;   ///< r = √w (y − p)/√(p(1 − p))
};

Influence influence(const Design&, const DesignFit&);

}  // namespace binet
