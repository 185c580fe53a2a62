#pragma once

#include <cstdint>

namespace binet {

/// Limits on the size of input; larger input is an error.
struct InputLimits {
  std::uint64_t record = std::uint64_t{64} << 20;  ///< bytes per record, header included; at least 1
  std::uint64_t input = 0;                         ///< bytes per file after decompression; 0: no limit
};

}  // namespace binet
