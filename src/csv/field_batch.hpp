#pragma once

#include "base/instructions.hpp"

#include <cstddef>
#include <cstdint>

#if BINET_AVX512_SERVER
#define BINET_EIGHT_FIELDS_AT_ONCE
#endif

namespace binet::detail {

/// Number of fields that are read at once.
inline constexpr std::size_t kFieldBatch = 8;
inline constexpr unsigned kWholeBatch = 0xFF;
/// Number of bytes before a field's end that must be readable.
inline constexpr std::ptrdiff_t kFieldReach = 16;

#if defined(BINET_EIGHT_FIELDS_AT_ONCE)

/// The last kFieldReach bytes of eight fields, including preceding bytes for shorter ones, and their positions. Field i
/// ends at base + ends[i · stride + 1] and begins at or after base + ends[i · stride] + 1.
struct FieldBatch {
  __m512i even, odd;    ///< fields 0, 2, 4, 6; fields 1, 3, 5, 7
  __m256i before, end;  ///< ends[i · stride] and ends[i · stride + 1]

  FieldBatch(const char* base, const std::uint32_t* ends, std::size_t stride) {
    const auto of_four = [&](std::size_t first) {
      const auto text = [&](std::size_t i) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(base + ends[i * stride + 1] - kFieldReach));
      };
      const __m256i low = _mm256_inserti128_si256(_mm256_castsi128_si256(text(first)), text(first + 2), 1);
      const __m256i high = _mm256_inserti128_si256(_mm256_castsi128_si256(text(first + 4)), text(first + 6), 1);
      return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    };
    even = of_four(0);
    odd = of_four(1);
    if (stride == 1) {
      before = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ends));
      end = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ends + 1));
    } else {
      const auto pair = [&](std::size_t i) { return reinterpret_cast<const __m128i*>(ends + i * stride); };
      const auto pairs = [&](std::size_t i) {
        return _mm_unpacklo_epi32(_mm_loadl_epi64(pair(i)), _mm_loadl_epi64(pair(i + 1)));
      };
      const __m128i a = pairs(0), b = pairs(2), c = pairs(4), d = pairs(6);  // before, before, end, end
      before = _mm256_setr_m128i(_mm_unpacklo_epi64(a, b), _mm_unpacklo_epi64(c, d));
      end = _mm256_setr_m128i(_mm_unpackhi_epi64(a, b), _mm_unpackhi_epi64(c, d));
    }
  }
};

#endif

}  // namespace binet::detail
