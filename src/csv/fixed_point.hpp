#pragma once

#include "base/instructions.hpp"
#include "csv/field_batch.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace binet::detail {

/// Every power of ten up to 10^22 is an exact double.
inline constexpr double kPowersOfTen[17] = {1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                            1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};

#if BINET_SSE41

namespace lanes {
alignas(64) inline constexpr unsigned char kLast[32] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
alignas(64) inline constexpr unsigned char kFirst[32] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0};
}  // namespace lanes

/// Reads [begin, end) if it is an optional sign and at most 16 digits and points, with at most one point, and does not
/// begin with 0 and a digit, as codes do. Returns false for anything else, which may still be a number. The field must
/// not be empty, and kFieldReach bytes before `end` must be readable. The value is the nearest double: digits and power
/// of ten are exact, so their quotient is rounded once (Clinger 1990).
inline bool parse_fixed_point(const char* begin, const char* end, double& value) {
  const bool negative = *begin == '-';
  const std::ptrdiff_t length = end - begin - (negative || *begin == '+');
  if (static_cast<std::size_t>(length - 1) >= 16) return false;
  if (*begin == '0' && length > 1 && begin[1] != '.') return false;

  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(end - 16));
  const __m128i inside = _mm_loadu_si128(reinterpret_cast<const __m128i*>(lanes::kLast + length));
  __m128i digits = _mm_sub_epi8(text, _mm_set1_epi8('0'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
  const __m128i is_point = _mm_cmpeq_epi8(text, _mm_set1_epi8('.'));
  const auto others = static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(is_digit, inside)));
  const auto points = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(is_point, inside)));
  const bool has_point = others != 0;
  if (others != points || (others & (others - 1)) != 0 || length == std::ptrdiff_t{has_point}) return false;

  // The digits before the point move one lane right, over the point; all digits are then contiguous at the right end.
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
  if (end - begin > 1 && *begin == '0' && begin[1] != '.') return false;
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

/// The result of a batch: bit i is set if field i could be read.
struct NumberBatch {
  unsigned read = 0;
  unsigned empty = 0;  ///< empty fields; their values are NaN
};

#if defined(BINET_EIGHT_FIELDS_AT_ONCE)

/// Reads eight fields at once. Field i ends at base + ends[i · stride + 1] and begins at or after base + ends[i ·
/// stride] + 1. Sets values[i] for those it can read, as parse_fixed_point does; other non-empty fields may still be
/// numbers. kFieldReach bytes before each end must be readable.
inline NumberBatch parse_eight_fixed_points(const char* base, const std::uint32_t* ends, std::size_t stride,
                                            double* values) {
  const FieldBatch fields(base, ends, stride);
  const __m512i even = fields.even, odd = fields.odd;
  // A mask of each field's bytes in 16-bit lanes, first for fields 0, 2, 4, 6, then for 1, 3, 5, 7: widening gives the
  // masks of `even` and `odd`, and the products come out in order.
  const __m128i evens_first = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  const __m128i in_order = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
  // 16 − length = before + 17 − end; for more than 16 bytes and for an empty field the mask is empty
  const __m256i room = _mm256_add_epi32(_mm256_sub_epi32(fields.before, fields.end), _mm256_set1_epi32(17));
  const __mmask8 empty = _mm256_cmpeq_epi32_mask(room, _mm256_set1_epi32(16));
  const __m128i shift = _mm_shuffle_epi8(_mm256_cvtsepi32_epi16(room), evens_first);
  const __m128i inside = _mm_sllv_epi16(_mm_set1_epi16(-1), shift);
  const __m128i first = _mm_sllv_epi16(_mm_set1_epi16(1), shift);

  const auto inside_even = static_cast<__mmask64>(_mm_cvtsi128_si64(inside));
  const auto inside_odd = static_cast<__mmask64>(_mm_extract_epi64(inside, 1));
  const auto lanes_of = [](__mmask64 even_mask, __mmask64 odd_mask) {
    return _mm_set_epi64x(static_cast<std::int64_t>(odd_mask), static_cast<std::int64_t>(even_mask));
  };
  const __m512i zero = _mm512_set1_epi8('0'), nine = _mm512_set1_epi8(9);
  const __m512i point = _mm512_set1_epi8('.'), minus = _mm512_set1_epi8('-');
  __m512i even_digits = _mm512_sub_epi8(even, zero), odd_digits = _mm512_sub_epi8(odd, zero);
  const __mmask64 even_is_digit = _mm512_mask_cmple_epu8_mask(inside_even, even_digits, nine);
  const __mmask64 odd_is_digit = _mm512_mask_cmple_epu8_mask(inside_odd, odd_digits, nine);
  const __m128i digits = lanes_of(even_is_digit, odd_is_digit);
  const __m128i points = lanes_of(_mm512_mask_cmpeq_epi8_mask(inside_even, even, point),
                                  _mm512_mask_cmpeq_epi8_mask(inside_odd, odd, point));
  const __m128i signs =
      _mm_and_si128(first, lanes_of(_mm512_cmpeq_epi8_mask(even, minus), _mm512_cmpeq_epi8_mask(odd, minus)));

  const __m128i below_point = _mm_subs_epu16(points, _mm_set1_epi16(1));
  const __m128i others = _mm_xor_si128(inside, _mm_or_si128(_mm_or_si128(digits, points), signs));
  const __m128i zeros =
      _mm_and_si128(first, lanes_of(_mm512_cmpeq_epi8_mask(even, zero), _mm512_cmpeq_epi8_mask(odd, zero)));
  const __m128i code = _mm_and_si128(_mm_add_epi16(zeros, zeros), digits);  // 0 and a digit at the start
  const __m128i malformed = _mm_or_si128(_mm_or_si128(others, code), _mm_and_si128(points, below_point));
  const __m128i error = _mm_or_si128(malformed, _mm_cmpeq_epi16(digits, _mm_setzero_si128()));
  const unsigned well_formed = _mm_testn_epi16_mask(_mm_shuffle_epi8(error, in_order), _mm_set1_epi16(-1));
  const auto negative =
      static_cast<__mmask8>(_mm_test_epi16_mask(_mm_shuffle_epi8(signs, in_order), _mm_set1_epi16(-1)));

  // The digits before the point move one lane right, over the point.
  const __m128i move = _mm_or_si128(points, below_point);
  const __m512i from_left = _mm512_broadcast_i32x4(_mm_setr_epi8(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
  even_digits = _mm512_maskz_mov_epi8(even_is_digit, even_digits);
  odd_digits = _mm512_maskz_mov_epi8(odd_is_digit, odd_digits);
  even_digits =
      _mm512_mask_shuffle_epi8(even_digits, static_cast<__mmask64>(_mm_cvtsi128_si64(move)), even_digits, from_left);
  odd_digits =
      _mm512_mask_shuffle_epi8(odd_digits, static_cast<__mmask64>(_mm_extract_epi64(move, 1)), odd_digits, from_left);

  const __m512i tens = _mm512_set1_epi16(0x010A), hundreds = _mm512_set1_epi32(0x00010064);
  const __m512i even_fours = _mm512_madd_epi16(_mm512_maddubs_epi16(even_digits, tens), hundreds);
  const __m512i odd_fours = _mm512_madd_epi16(_mm512_maddubs_epi16(odd_digits, tens), hundreds);
  const __m512i eights = _mm512_madd_epi16(_mm512_packus_epi32(even_fours, odd_fours), _mm512_set1_epi32(0x00012710));
  const __m512i numbers =
      _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100000000)), _mm512_srli_epi64(eights, 32));
  const unsigned exact = _mm512_cmple_epu64_mask(numbers, _mm512_set1_epi64(std::int64_t{1} << 53));

  // Bit k of the point has 48 + 15 − k leading zeros, and no point has 64: both are the power modulo 16.
  const __m512i powers = _mm512_lzcnt_epi64(_mm512_cvtepu16_epi64(_mm_shuffle_epi8(points, in_order)));
  const __m512d divisors =
      _mm512_permutex2var_pd(_mm512_loadu_pd(kPowersOfTen), powers, _mm512_loadu_pd(kPowersOfTen + 8));
  const __m512d magnitudes = _mm512_div_pd(_mm512_cvtepi64_pd(numbers), divisors);
  const __m512d numbers_or_zero = _mm512_mask_xor_pd(magnitudes, negative, magnitudes, _mm512_set1_pd(-0.0));
  const __m512d nan = _mm512_set1_pd(std::numeric_limits<double>::quiet_NaN());
  _mm512_storeu_pd(values, _mm512_mask_mov_pd(numbers_or_zero, empty, nan));
  return {well_formed & exact, empty};
}

#else

inline NumberBatch parse_eight_fixed_points(const char* base, const std::uint32_t* ends, std::size_t stride,
                                            double* values) {
  NumberBatch batch;
  for (std::size_t i = 0; i < kFieldBatch; ++i) {
    const char* const begin = base + ends[i * stride] + 1;
    const char* const end = base + ends[i * stride + 1];
    if (begin == end) {
      values[i] = std::numeric_limits<double>::quiet_NaN();
      batch.empty |= 1u << i;
    } else {
      batch.read |= static_cast<unsigned>(parse_fixed_point(begin, end, values[i])) << i;
    }
  }
  return batch;
}

#endif

}  // namespace binet::detail
