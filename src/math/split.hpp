#pragma once

#include "binet/base/types.hpp"

#include <vector>

namespace binet {

/// Rows to fit on and rows to judge the fit by.
struct Split {
  std::vector<Index> training, validation;  ///< row numbers, ascending
};

}  // namespace binet
