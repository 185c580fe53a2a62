#pragma once

#include "base/instructions.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <fast_float/fast_float.h>

namespace binet::detail {

/// Number of bytes before a field's end that must be readable for parse_long_number.
inline constexpr std::ptrdiff_t kLongNumberReach = 37;

#if BINET_AVX2

namespace lanes {
/// 32 bytes from index n end with n ones; 32 bytes from index 64 − n begin with n ones.
alignas(64) inline constexpr auto kOnesBetweenZeros = [] {
  std::array<unsigned char, 96> bytes{};
  for (std::size_t i = 32; i < 64; ++i) bytes[i] = 0xFF;
  return bytes;
}();
}  // namespace lanes

/// Reads [begin, end) if it is an optional sign, at most 32 digits and points (at most one point), and optionally an
/// exponent of two digits, and if its digits form a whole number below 1.844 · 10¹⁹: most programs write doubles so.
/// Returns false for anything else, which may still be a number. kLongNumberReach bytes before `end` must be readable.
/// The value is the nearest double (Lemire 2021, "Number Parsing at a Gigabyte per Second").
inline bool parse_long_number(const char* begin, const char* end, double& value) {
  const bool negative = *begin == '-';
  begin += negative || *begin == '+';
  if (end - begin < 5) return false;
  if (*begin == '0' && begin[1] != '.') return false;  // may be a code
  std::int64_t power = 0;
  if ((end[-4] | 0x20) == 'e') {
    const auto tens = static_cast<unsigned>(end[-2] - '0'), ones = static_cast<unsigned>(end[-1] - '0');
    const bool minus = end[-3] == '-', plus = end[-3] == '+';
    if ((tens > 9) | (ones > 9) | (minus == plus)) return false;
    const auto size = static_cast<std::int64_t>(10 * tens + ones);
    power = (size ^ -std::int64_t{minus}) + minus;  // no branch: signs are unpredictable
    end -= 4;
  }
  const auto length = static_cast<std::size_t>(end - begin);
  if (length - 1 >= 32) return false;

  const auto load = [](const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); };
  const unsigned inside = ~0u << (32 - length);
  const __m256i text = load(end - 32);
  const __m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
  const __m256i is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(digits, _mm256_set1_epi8(9)), digits);
  const __m256i is_point = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('.'));
  const unsigned others = ~static_cast<unsigned>(_mm256_movemask_epi8(is_digit)) & inside;
  const unsigned points = static_cast<unsigned>(_mm256_movemask_epi8(is_point)) & inside;
  if (others != points || (others & (others - 1)) != 0 || points == inside) return false;

  // The digits before the point move one lane right, over the point; all digits are then contiguous at the right end.
  const std::size_t up_to_point = points == 0 ? 0 : static_cast<std::size_t>(std::countr_zero(points)) + 1;
  const __m256i moved = _mm256_sub_epi8(load(end - 33), _mm256_set1_epi8('0'));
  const __m256i together = _mm256_blendv_epi8(digits, moved, load(lanes::kOnesBetweenZeros.data() + 64 - up_to_point));
  const __m256i in_place = load(lanes::kOnesBetweenZeros.data() + length - (points != 0));
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_and_si256(together, in_place), _mm256_set1_epi16(0x010A));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
  const __m256i eights = _mm256_madd_epi16(_mm256_packus_epi32(fours, fours), _mm256_set1_epi32(0x00012710));
  const auto of_half = [](const __m128i& half) { return static_cast<std::uint64_t>(_mm_cvtsi128_si64(half)); };
  const std::uint64_t high = of_half(_mm256_castsi256_si128(eights)),
                      low = of_half(_mm256_extracti128_si256(eights, 1));
  constexpr std::uint64_t kEight = 100000000, kSixteen = kEight * kEight, kMostAbove = 1843;
  const std::uint64_t above = high >> 32;
  if ((high & 0xFFFFFFFFu) != 0 || above > kMostAbove) return false;
  const std::uint64_t number = above * kSixteen + (low & 0xFFFFFFFFu) * kEight + (low >> 32);

  power -= points == 0 ? 0 : 32 - static_cast<std::int64_t>(up_to_point);
  const auto nearest = fast_float::compute_float<fast_float::binary_format<double>>(power, number);
  if (nearest.power2 < 0) return false;
  const std::uint64_t exponent = static_cast<std::uint64_t>(nearest.power2) << 52;
  value = std::bit_cast<double>(nearest.mantissa | exponent | static_cast<std::uint64_t>(negative) << 63);
  return true;
}

#else

inline bool parse_long_number(const char*, const char*, double&) {
  return false;
}

#endif

}  // namespace binet::detail
