#pragma once

#include "binet/base/types.hpp"

#include <span>

namespace binet {

/// The factor that converts row weights to row counts: 1 without weights or if every weight is a whole number;
/// otherwise n/Σw, which makes the mean count 1.
double count_factor(std::span<const Scalar> weight);

}  // namespace binet
