#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace binet::detail {

/// Radix sort by digits of kBits bits, starting with the last; digits that are equal in all keys are skipped. Wide
/// digits need fewer passes, narrow ones less cache. `scratch` grows to the number of keys.
template <unsigned kBits>
void radix_sort(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch) {
  constexpr std::size_t kDigits = (64 + kBits - 1) / kBits, kValues = std::size_t{1} << kBits;
  if (keys.size() < kValues / 2) return static_cast<void>(std::ranges::sort(keys));
  const auto digit = [](std::uint64_t key, std::size_t d) { return key >> (d * kBits) & (kValues - 1); };
  std::array<std::array<std::uint32_t, kValues>, kDigits> counts{};
  for (const std::uint64_t key : keys) {
    for (std::size_t d = 0; d < kDigits; ++d) ++counts[d][digit(key, d)];
  }
  scratch.resize(std::max(scratch.size(), keys.size()));
  std::uint64_t* from = keys.data();
  std::uint64_t* to = scratch.data();
  for (std::size_t d = 0; d < kDigits; ++d) {
    std::array<std::uint32_t, kValues>& next = counts[d];
    if (next[digit(from[0], d)] == keys.size()) continue;
    std::uint32_t begin = 0;
    for (std::uint32_t& place : next) begin += std::exchange(place, begin);
    for (std::size_t i = 0; i < keys.size(); ++i) to[next[digit(from[i], d)]++] = from[i];
    std::swap(from, to);
  }
  if (from != keys.data()) std::copy_n(from, keys.size(), keys.data());
}

}  // namespace binet::detail
