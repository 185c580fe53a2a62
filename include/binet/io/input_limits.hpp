#pragma once

#include <cstdint>

namespace binet {

/// What a table may ask of the machine before it is refused.
struct InputLimits {
  std::uint64_t record = std::uint64_t{64} << 20;  ///< bytes of a record, header included, 1 or more
  std::uint64_t input = 0;                         ///< bytes of a file once decompressed; 0: no limit
};

}  // namespace binet
