#pragma once

#include "binet/base/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// A tensor's numbers, row by row, as in a model file: [[…], […]], one row per line.
struct TensorRows {
  std::vector<Scalar> numbers;
  std::vector<std::size_t> row_ends;  ///< into numbers
};

/// A model's JSON text with every "values": [[…]] replaced by "values": INDEX, an index into `tensors`. The numbers
/// never become JSON nodes, which makes a large model load about ten times faster. Line numbers are unchanged.
struct SplitText {
  std::string text;
  std::vector<TensorRows> tensors;
};

/// Throws Error "SOURCE:LINE: …" for an invalid or non-finite number and for an unclosed list.
SplitText take_tensors(std::string_view text, const std::string& source);

/// The inverse of take_tensors.
std::string put_tensors(const SplitText&);

}  // namespace binet
