#pragma once

#include <string>
#include <string_view>

namespace binet::detail {

/// Bytes from the start of a file that tell its kind.
inline constexpr std::size_t kFileKindBytes = 4096;

/// Throws Error for a file that is no delimited text but of another known kind: what it is, and the command that makes
/// a CSV file of it. `name` as shown in errors.
void require_text(std::string_view start, const std::string& name);

}  // namespace binet::detail
