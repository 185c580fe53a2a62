#pragma once

#include "io/byte_source.hpp"

#include <memory>
#include <string_view>

namespace binet::detail {

/// A compression format, recognised by its first bytes.
struct Compression {
  std::string_view start;
  std::unique_ptr<ByteSource> (*open)(std::unique_ptr<ByteSource>);
};

/// The format of a file that begins with these bytes; null if it is not compressed. Six bytes are enough.
const Compression* find_compression(std::string_view start);

}  // namespace binet::detail
