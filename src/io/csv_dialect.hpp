#pragma once

#include "io/byte_source.hpp"
#include "io/text_format.hpp"

#include <memory>

namespace binet::detail {

/// Converts text with another quote, an escape character or comment lines to RFC 4180. Comment lines become empty,
/// which keeps line numbers; in a file of one column, where an empty line is a record, they are removed.
std::unique_ptr<ByteSource> as_standard_csv(std::unique_ptr<ByteSource>, const TextFormat&);

}  // namespace binet::detail
