#pragma once

#include "csv/field_batch.hpp"
#include "csv/field_column.hpp"

namespace binet::detail {

#if defined(BINET_EIGHT_FIELDS_AT_ONCE)

/// The texts of eight fields in the form of LevelDictionary's short keys: without outer quotes, right-aligned in 16
/// bytes, with zeros in front.
struct EightTexts {
  __m512i heads, tails;  ///< the first and the last eight bytes
  __mmask8 whole;        ///< bit i: text i is short enough
  __mmask8 doubled = 0;  ///< bit i: text i contains doubled quotes

  EightTexts(const FieldColumn& fields, std::size_t first) {
    const FieldBatch batch(fields.base, fields.ends + first * fields.stride, fields.stride);
    heads = _mm512_unpacklo_epi64(batch.even, batch.odd);
    tails = _mm512_unpackhi_epi64(batch.even, batch.odd);
    __m256i size = _mm256_sub_epi32(_mm256_sub_epi32(batch.end, batch.before), _mm256_set1_epi32(1));
    __m256i room = _mm256_set1_epi32(kFieldReach);
    const auto drop_last = [&](__mmask8 which, int further) {
      const __m512i moved = _mm512_or_si512(_mm512_slli_epi64(tails, 8), _mm512_srli_epi64(heads, 56));
      tails = _mm512_mask_mov_epi64(tails, which, moved);
      heads = _mm512_mask_slli_epi64(heads, which, heads, 8);
      size = _mm256_mask_sub_epi32(size, which, size, _mm256_set1_epi32(1 + further));
      room = _mm256_mask_sub_epi32(room, which, room, _mm256_set1_epi32(1));
    };
    const auto ends_with = [&](char c) {
      return _mm512_cmpeq_epi64_mask(_mm512_srli_epi64(tails, 56), _mm512_set1_epi64(c));
    };
    if (fields.carriage_returns) drop_last(ends_with('\r'), 0);
    const __mmask8 quoted = ends_with('"');  // in regular records, quotes occur only around a field and inside such a
                                             // field
    drop_last(quoted, 1);
    whole = _mm256_cmple_epi32_mask(size, room);

    const __m256i zero = _mm256_setzero_si256();
    const auto bits = [&](int reach) {  // bytes on the left that do not belong to the text
      const __m256i count = _mm256_sub_epi32(_mm256_set1_epi32(reach), _mm256_slli_epi32(size, 3));
      return _mm512_cvtepu32_epi64(_mm256_max_epi32(count, zero));
    };
    const __m512i all = _mm512_set1_epi64(-1);
    tails = _mm512_and_si512(tails, _mm512_sllv_epi64(all, bits(64)));
    heads = _mm512_and_si512(heads, _mm512_sllv_epi64(all, bits(128)));
    if (fields.escapes) {
      const auto has_quote = [](const __m512i& x) { return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('"')); };
      const __m512i quotes = _mm512_or_si512(_mm512_movm_epi8(has_quote(heads)), _mm512_movm_epi8(has_quote(tails)));
      doubled = _mm512_mask_test_epi64_mask(quoted, quotes, quotes);
    }
  }
};

#endif

}  // namespace binet::detail
