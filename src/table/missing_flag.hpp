#pragma once

#include <string>
#include <vector>

namespace binet::detail {

/// The flag that reads these words as missing, as a person types it in a shell: --missing "not known,TBD";
/// --missing WORD for many words.
std::string missing_flag(const std::vector<std::string>& words);

}  // namespace binet::detail
