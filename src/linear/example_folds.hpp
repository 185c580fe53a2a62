#pragma once

#include "math/split.hpp"

#include <cstdint>
#include <vector>

namespace binet::detail {

/// Deals the examples out by class, so that each fold has its share of both.
std::vector<Split> deal_folds(const Vector& target, std::size_t count, std::uint64_t seed);

}  // namespace binet::detail
