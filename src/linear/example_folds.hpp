#pragma once

#include "binet/features/features.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// Deals the examples out by class, so that each fold has its share of both.
std::vector<Split> deal_folds(const Vector& target, std::size_t count, std::uint64_t seed);

/// The examples of a fold's training part, weighted so that each class has the share of the sum of weights that it has in
/// all: the intercept then does not move against the rows left out, which would rank them backwards. The sum of weights
/// is that of the part.
Examples gather_at_shares(const Examples& all, std::span<const Index> training);

}  // namespace binet::detail
