#include "modelfile/field_checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>

namespace binet {

double read_finite(const JsonPlace& place) {
  const auto number = place.get<double>();
  if (!std::isfinite(number)) place.fail("a finite number");
  return number;
}

double read_share(const JsonPlace& place) {
  const auto share = place.get<double>();
  if (!(share >= 0 && share <= 1)) place.fail("a number from 0 to 1");
  return share;
}

double read_nonnegative(const JsonPlace& place) {
  const double number = read_finite(place);
  if (number < 0) place.fail("a number, 0 or more");
  return number;
}

void require_count(const JsonPlace& object, const char* name) {
  const auto found = object.find(name);
  if (found && found->get<std::int64_t>() < 0) found->fail("a whole number, 0 or more");
}

void require_distinct(const JsonPlace& list, const std::vector<std::string>& texts) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!seen.insert(texts[i]).second) list[i].fail("a text that is listed only once");
  }
}

void require_histogram(const JsonPlace& shares, const ColumnHistogram& histogram) {
  const bool ascending =
      std::ranges::adjacent_find(histogram.edges, std::ranges::greater_equal()) == histogram.edges.end();
  const bool fits = histogram.shares.size() == std::max(histogram.edges.size(), histogram.levels.size()) + 1;
  if (!fits || !ascending) shares.fail("one share per bin, whose edges ascend");
}

}  // namespace binet
