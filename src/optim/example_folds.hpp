#pragma once

#include "binet/math/features.hpp"

#include <cstdint>
#include <vector>

namespace binet::detail {

/// Rows to be predicted by a fit to the others; both ascend.
struct ExampleFold {
  std::vector<Index> held_out, training;
};

/// Deals the examples out by class, so that each fold has its share of both.
std::vector<ExampleFold> deal_folds(const Vector& target, std::size_t count, std::uint64_t seed);

}  // namespace binet::detail
