#include "base/byte_count.hpp"

#include "binet/base/error.hpp"

#include <cctype>
#include <charconv>
#include <limits>

namespace binet {

std::size_t parse_byte_count(std::string_view text) {
  constexpr std::string_view kUnits = "KMGT";
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto upper = [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); };
  bool valid = error == std::errc() && count > 0;
  int shift = 0;
  if (!rest.empty() && kUnits.find(upper(rest[0])) != std::string_view::npos) {
    shift = 10 * static_cast<int>(kUnits.find(upper(rest[0])) + 1);
    rest.remove_prefix(1);
  }
  valid &= rest.empty() || (rest.size() == 1 && upper(rest[0]) == 'B');
  valid &= count <= std::numeric_limits<std::size_t>::max() >> shift;
  if (!valid) {
    throw UsageError("expected a number of bytes such as 512M or 2G, found \"" + std::string(text) + "\"");
  }
  return count << shift;
}

}  // namespace binet
