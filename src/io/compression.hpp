#pragma once

#include "binet/io/byte_source.hpp"

#include <memory>
#include <string_view>

namespace binet::detail {

/// A way to compress files, known by their first bytes.
struct Compression {
  std::string_view start;
  std::unique_ptr<ByteSource> (*open)(std::unique_ptr<ByteSource>);
};

/// The one of a file that starts so; null if the file is not compressed. Six bytes are enough.
const Compression* find_compression(std::string_view start);

}  // namespace binet::detail
