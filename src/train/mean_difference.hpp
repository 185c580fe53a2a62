#pragma once

#include "binet/base/types.hpp"

#include <vector>

namespace binet {

/// Mean of a − b over rows, and its standard error. Rows of one group are one draw, and few_groups_factor is part of
/// the error; without groups each row is a draw.
struct MeanDifference {
  double mean = 0, standard_error = 0;
};
MeanDifference mean_difference(const std::vector<double>& a, const std::vector<double>& b,
                               const std::vector<double>& weight, const std::vector<Index>& group);

}  // namespace binet
