#pragma once

#include "io/byte_source.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace binet::detail {

/// The encoding that a byte-order mark names, "UTF-16LE" or "UTF-16BE"; otherwise empty.
std::string encoding_of(std::string_view start);

/// True if lines end in CR alone, judged by the start of a file.
bool has_lone_returns(std::string_view start);
/// The same text with LF in place of CR.
std::unique_ptr<ByteSource> returns_to_line_feeds(std::unique_ptr<ByteSource>);

/// Converts text in another encoding to UTF-8 without a byte-order mark. Throws UsageError for an encoding unknown to
/// the system, and Error for bytes that are invalid in it.
std::unique_ptr<ByteSource> as_utf8(std::unique_ptr<ByteSource>, const std::string& encoding);

}  // namespace binet::detail
