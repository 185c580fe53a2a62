#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__AVX512BW__) || defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#endif

namespace binet::detail {

inline constexpr std::size_t kScanWidth = 64;

/// Bit i of the result: byte i of the 64 at `block`, which is aligned to 64, is the delimiter or a line feed.
inline std::uint64_t field_end_mask(const char* block, char delimiter) {
#if defined(__AVX512BW__)
  const __m512i bytes = _mm512_load_si512(block);
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(delimiter)) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
#elif defined(__AVX2__)
  const auto half = [&](const char* p) {
    const __m256i bytes = _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(delimiter)),
                                          _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')));
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(found)));
  };
  return half(block) | half(block + 32) << 32;
#elif defined(__SSE2__)
  std::uint64_t mask = 0;
  for (unsigned quarter = 0; quarter < 4; ++quarter) {
    const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(block) + quarter);
    const __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(found))) << (16 * quarter);
  }
  return mask;
#else
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < kScanWidth; ++i) {
    mask |= static_cast<std::uint64_t>(block[i] == delimiter || block[i] == '\n') << i;
  }
  return mask;
#endif
}

/// Finds the ends of unquoted fields one after another. The bytes are read in aligned blocks of 64, so memory up to the
/// next multiple of 64 behind the end must be readable: whole pages are.
class FieldEnds {
 public:
  FieldEnds(const char* end, char delimiter) : end_(end), delimiter_(delimiter) {}

  /// Goes on at `at`.
  void seek(const char* at) {
    const auto address = reinterpret_cast<std::uintptr_t>(at);
    const char* const block = at - address % kScanWidth;
    if (block != block_) {
      block_ = block;
      found_ = block < end_ ? field_end_mask(block, delimiter_) : 0;
    }
    rest_ = found_ & (~std::uint64_t{0} << (address % kScanWidth));
  }

  /// The next delimiter, line feed, or the end of the bytes.
  const char* next() {
    while (rest_ == 0) {
      block_ += kScanWidth;
      if (block_ >= end_) return end_;
      __builtin_prefetch(block_ + kAhead);
      rest_ = found_ = field_end_mask(block_, delimiter_);
    }
    const char* const at = block_ + std::countr_zero(rest_);
    rest_ &= rest_ - 1;
    return at < end_ ? at : end_;
  }

 private:
  static constexpr std::size_t kAhead = 1024;  ///< measured: 10 % of the time of reading numbers from memory

  const char* end_;
  const char* block_ = nullptr;
  std::uint64_t found_ = 0, rest_ = 0;
  char delimiter_;
};

/// What kinds of bytes there are that need a closer look.
struct ByteKinds {
  bool nul = false;
  bool not_ascii = false;
};

inline ByteKinds byte_kinds(const char* begin, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u;
  std::uint64_t tops = 0, zeros = 0;
  const char* p = begin;
  for (; end - p >= 8; p += 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    tops |= word;
    zeros |= (word - kOnes) & ~word;
  }
  for (; p != end; ++p) {
    tops |= static_cast<unsigned char>(*p);
    zeros |= *p == 0 ? kTops : 0;
  }
  return {(zeros & kTops) != 0, (tops & kTops) != 0};
}

}  // namespace binet::detail
