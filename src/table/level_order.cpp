#include "table/level_order.hpp"

#include "csv/csv.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace binet::detail {

std::vector<std::size_t> order_of_levels(std::span<const std::string_view> levels) {
  std::vector<std::size_t> order(levels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> numbers;
  for (double x; numbers.size() < levels.size() && parse_number(levels[numbers.size()], x);) numbers.push_back(x);
  const bool numeric = numbers.size() == levels.size();
  std::ranges::sort(order, {}, [&](std::size_t l) { return std::pair(numeric ? numbers[l] : 0, levels[l]); });
  return order;
}

std::vector<std::size_t> order_of_levels(const std::vector<std::string>& levels) {
  return order_of_levels(std::vector<std::string_view>(levels.begin(), levels.end()));
}

}  // namespace binet::detail
