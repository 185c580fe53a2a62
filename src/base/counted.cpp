#include "base/counted.hpp"

#include <cstddef>

namespace binet {

std::string counted(long long count, std::string_view noun, std::string_view plural) {
  std::string digits = std::to_string(count);
  const std::ptrdiff_t first = count < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  if (count == 1) return digits + " " + std::string(noun);
  return digits + " " + (plural.empty() ? std::string(noun) + "s" : std::string(plural));
}

}  // namespace binet
