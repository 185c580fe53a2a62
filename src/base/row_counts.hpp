#pragma once

#include "binet/base/types.hpp"

#include <span>

namespace binet {

/// What turns row weights into counts of rows: 1 where every weight is a whole number, as counts are; otherwise n/Σw,
/// which makes the mean count 1. 1 without weights.
double count_factor(std::span<const Scalar> weight);

}  // namespace binet
