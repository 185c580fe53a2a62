#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// The places of levels in order: by value if all are numbers, otherwise by their bytes.
std::vector<std::size_t> order_of_levels(std::span<const std::string_view> levels);
std::vector<std::size_t> order_of_levels(const std::vector<std::string>& levels);

}  // namespace binet::detail
