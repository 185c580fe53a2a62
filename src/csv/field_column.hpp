#pragma once

#include "csv/record.hpp"

#include <cstddef>
#include <cstdint>

namespace binet::detail {

/// One field of every record of a record batch: field r ends at base + ends[r · stride + 1] and begins at or after base
/// + ends[r · stride] + 1.
struct FieldColumn {
  const char* base;
  const std::uint32_t* ends;
  std::size_t stride;
  bool escapes;           ///< some fields of the record batch have doubled quotes
  bool carriage_returns;  ///< these fields may end with the CR of a CRLF

  /// There is no branch on quotes, which branch prediction cannot foresee.
  RawField operator[](std::size_t record) const {
    const std::uint32_t* const at = ends + record * stride;
    const char* const begin = base + at[0] + 1;
    const char* end = base + at[1];
    end -= carriage_returns & (end[-1] == '\r');  // an empty field follows a delimiter or LF
    const bool quoted = *begin == '"';
    return {begin + quoted, end - quoted, (escapes & quoted) != 0};
  }
};

}  // namespace binet::detail
