#pragma once

#include "io/byte_source.hpp"

#include <memory>
#include <string_view>

namespace binet::detail {

/// True if a file looks like JSON lines: its first line is an object.
bool starts_json_lines(std::string_view start);

/// Converts JSON lines, one flat object per line, to CSV. The header has the keys of the objects in the first megabyte,
/// so a record is one line further down than its object. An absent or null key gives an empty cell. Throws Error with
/// the line for text that is not such an object, a nested value, or a key that is not in the header.
std::unique_ptr<ByteSource> json_lines_as_csv(std::unique_ptr<ByteSource>);

}  // namespace binet::detail
