#pragma once

#include "binet/base/types.hpp"

#include <vector>

namespace binet {

/// Rows to fit on and rows to evaluate the fit on.
struct Split {
  std::vector<Index> training, validation;  ///< row numbers, ascending
};

}  // namespace binet
