#pragma once

#include <string>
#include <string_view>

namespace binet::detail {

/// Number of bytes at the start of a file that identify its kind.
inline constexpr std::size_t kFileKindBytes = 4096;

/// Throws Error for a file of a known kind that is not delimited text; the error names the kind and a command that
/// converts it to CSV. `name` is the file's name in errors.
void require_text(std::string_view start, const std::string& name);

}  // namespace binet::detail
