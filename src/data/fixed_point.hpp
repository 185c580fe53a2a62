#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace binet::detail {

/// Bytes before a field's end that parse_fixed_point may look at.
inline constexpr std::ptrdiff_t kFixedPointReach = 16;

/// Exact: every power of ten up to 10^22 is a double.
inline constexpr double kPowersOfTen[17] = {1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                            1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};

#if defined(__SSE4_1__)

namespace lanes {
alignas(64) inline constexpr unsigned char kLast[32] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
alignas(64) inline constexpr unsigned char kFirst[32] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0};
}  // namespace lanes

/// Reads [begin, end) if it is an optional sign and at most 16 digits and points, one point at most; false for anything
/// else, which may still be a number. kFixedPointReach bytes before `end` must be readable.
/// The value is the nearest double: digits and power of ten are exact, so their quotient is rounded once (Clinger
/// 1990).
inline bool parse_fixed_point(const char* begin, const char* end, double& value) {
  const bool negative = *begin == '-';
  const std::ptrdiff_t length = end - begin - (negative || *begin == '+');
  if (static_cast<std::size_t>(length - 1) >= 16) return false;

  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(end - 16));
  const __m128i inside = _mm_loadu_si128(reinterpret_cast<const __m128i*>(lanes::kLast + length));
  __m128i digits = _mm_sub_epi8(text, _mm_set1_epi8('0'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
  const __m128i is_point = _mm_cmpeq_epi8(text, _mm_set1_epi8('.'));
  const auto others = static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(is_digit, inside)));
  const auto points = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(is_point, inside)));
  const bool has_point = others != 0;
  if (others != points || (others & (others - 1)) != 0 || length == std::ptrdiff_t{has_point}) return false;

  // The digits before the point move one lane right, over it; then all stand together at the right end.
  const int after_point = 15 - std::countr_zero(others | 0x8000u);
  const __m128i before_point =
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(lanes::kFirst + (has_point ? after_point : 16)));
  digits = _mm_and_si128(digits, inside);
  digits = _mm_blendv_epi8(digits, _mm_slli_si128(digits, 1), before_point);

  const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));                            // 10·a + b
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));                            // 100·a + b
  const __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(0x00012710));  // 10000·a + b
  const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  const std::uint64_t number = (both & 0xFFFFFFFFu) * 100000000u + (both >> 32);
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (number > kExact) return false;
  const double magnitude = static_cast<double>(static_cast<std::int64_t>(number)) / kPowersOfTen[after_point];
  value = negative ? -magnitude : magnitude;
  return true;
}

#else

inline bool parse_fixed_point(const char* begin, const char* end, double& value) {
  const bool negative = *begin == '-';
  begin += negative || *begin == '+';
  if (static_cast<std::size_t>(end - begin - 1) >= 16) return false;
  std::uint64_t number = 0;
  int digits = 0, after_point = 0;
  bool point = false;
  for (const char* p = begin; p != end; ++p) {
    const auto digit = static_cast<unsigned>(*p - '0');
    if (digit < 10) {
      number = 10 * number + digit;
      ++digits;
      after_point += point;
    } else if (*p == '.' && !point) {
      point = true;
    } else {
      return false;
    }
  }
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (digits == 0 || number > kExact) return false;
  const double magnitude = static_cast<double>(static_cast<std::int64_t>(number)) / kPowersOfTen[after_point];
  value = negative ? -magnitude : magnitude;
  return true;
}

#endif

}  // namespace binet::detail
