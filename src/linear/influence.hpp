#pragma once

#include "linear/design.hpp"

namespace binet {

/// What each row does to the fit, n each. R: cooks.distance, hatvalues, residuals(type = "pearson") of a glm.
struct Influence {
  VectorD cook;      ///< (r/(1 − h))² h/p: about how far the coefficients move without the row, in their errors
  VectorD leverage;  ///< h
  VectorD pearson;   ///< r = √w (y − p)/√(p(1 − p))
};

Influence influence(const Design&, const DesignFit&);

}  // namespace binet
