#include "base/duration.hpp"

#include "binet/base/error.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace binet {

double parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  double seconds = 0;
  for (const auto& [name, length] :
       {std::pair{"", 1.0}, {"s", 1.0}, {"ms", 1e-3}, {"m", 60.0}, {"min", 60.0}, {"h", 3600.0}}) {
    if (unit == name) seconds = length;
  }
  if (error != std::errc() || seconds == 0 || !std::isfinite(number) || !(number > 0)) {
    throw UsageError("expected a time such as 10s, 1.5m, 2h or 500ms, found \"" + std::string(text) + "\"");
  }
  return number * seconds;
}

}  // namespace binet
