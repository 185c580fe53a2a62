#pragma once

#include "binet/io/byte_source.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace binet::detail {

/// The encoding that a byte-order mark tells, "UTF-16LE" or "UTF-16BE"; empty if there is none but that of UTF-8.
std::string encoding_of(std::string_view start);

/// True if lines end in CR alone, as far as the start of a file tells.
bool has_lone_returns(std::string_view start);
/// The same text with LF for CR.
std::unique_ptr<ByteSource> returns_to_line_feeds(std::unique_ptr<ByteSource>);

/// A source of text in another encoding, as UTF-8 without a byte-order mark. Throws UsageError for an encoding that the
/// system does not know, Error for bytes that are not valid in it.
std::unique_ptr<ByteSource> as_utf8(std::unique_ptr<ByteSource>, const std::string& encoding);

}  // namespace binet::detail
