#pragma once

#include <string>
#include <string_view>

namespace binet::detail {

/// Bytes from the start of a file that tell its kind.
inline constexpr std::size_t kFileKindBytes = 512;

/// Throws Error for a file that is no delimited text but of another known kind: what it is, and the command that makes
/// a CSV file of it.
void require_text(std::string_view start, const std::string& path);

}  // namespace binet::detail
