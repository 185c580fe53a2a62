#pragma once

#include "binet/io/byte_source.hpp"
#include "io/text_format.hpp"

#include <memory>

namespace binet::detail {

/// Text with another quote, an escape character or comment lines, as RFC 4180 has it. Comment lines become empty ones,
/// so that the lines keep their numbers; where the first line has no delimiter they are left out, as there an empty line
/// is a record.
std::unique_ptr<ByteSource> as_standard_csv(std::unique_ptr<ByteSource>, const TextFormat&);

}  // namespace binet::detail
