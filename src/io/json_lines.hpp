#pragma once

#include "binet/io/byte_source.hpp"

#include <memory>
#include <string_view>

namespace binet::detail {

/// True for a file that starts as JSON lines do: with an object whose first line ends with its brace.
bool starts_json_lines(std::string_view start);

/// JSON lines, one flat object per line, as CSV text: the keys of the objects in the first megabyte are its header, so
/// that a record is on the line of its object and one. A key that is absent, or null, is an empty cell. Throws Error
/// with the line for text that is no such object, for a nested value, and for a key that the header lacks.
std::unique_ptr<ByteSource> json_lines_as_csv(std::unique_ptr<ByteSource>);

}  // namespace binet::detail
