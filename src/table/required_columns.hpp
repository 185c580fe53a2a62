#pragma once

#include <string>
#include <vector>

namespace binet::detail {

/// Throws Error that lists the required columns a file lacks and the ones that are neither required nor known; `names`
/// are the file's.
void require_columns(const std::string& source, const std::vector<std::string>& names,
                     const std::vector<std::string>& required, const std::vector<std::string>& known);

}  // namespace binet::detail
