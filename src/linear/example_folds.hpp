#pragma once

#include "features/features.hpp"
#include "math/split.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// Distributes the examples by class, so that each fold has equal class shares.
std::vector<Split> deal_folds(const Vector& target, std::size_t count, std::uint64_t seed);

/// The fold that each of n examples is left out in, from 1; 0: none.
std::vector<Index> fold_numbers(const std::vector<Split>&, Index examples);

/// The examples of a fold's training part, weighted so that each class has the same share of the sum of weights as in
/// all: otherwise the intercept would move against the left-out rows and rank them backwards. The sum of weights is
/// that of the part.
Examples gather_at_shares(const Examples& all, std::span<const Index> training);

}  // namespace binet::detail
