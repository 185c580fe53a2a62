#pragma once

#include "binet/model/coefficients.hpp"

#include <vector>

namespace binet {

/// The coefficients as `inspect --data` lists them: the intercept, then the terms in the order of the model's formula,
/// or without a formula the columns in the order of the file; flags of missing cells after their number, levels by
/// number if all are numbers, otherwise by their bytes.
std::vector<Coefficient> in_order_of_terms(const Classifier&, std::vector<Coefficient>);

}  // namespace binet
