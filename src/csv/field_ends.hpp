#pragma once

#include "base/instructions.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace binet::detail {

inline constexpr std::size_t kScanWidth = 64;
inline constexpr std::size_t kReadAhead = 1024;  ///< prefetch distance; saves 10% of the time of reading numbers

/// 64 bytes at an address that is a multiple of 64.
class ScanBlock {
 public:
#if BINET_AVX512BW
  explicit ScanBlock(const char* block) : bytes_(_mm512_load_si512(block)) {}
  /// Bit i of the result: byte i is c.
  std::uint64_t equal(char c) const {
    return _mm512_cmpeq_epi8_mask(bytes_, _mm512_set1_epi8(c));
  }
  /// Bit i of the result: byte i is NUL or not ASCII, that is, below 1 as a signed number.
  std::uint64_t unusual() const {
    return _mm512_cmplt_epi8_mask(bytes_, _mm512_set1_epi8(1));
  }

 private:
  __m512i bytes_;
#elif BINET_AVX2
  explicit ScanBlock(const char* block) {
    for (int i = 0; i < 2; ++i) bytes_[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(block) + i);
  }
  std::uint64_t equal(char c) const {
    return mask([&](__m256i bytes) { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)); });
  }
  std::uint64_t unusual() const {
    return mask([](__m256i bytes) { return _mm256_cmpgt_epi8(_mm256_set1_epi8(1), bytes); });
  }

 private:
  template <class Test>
  std::uint64_t mask(const Test& test) const {
    std::uint64_t bits = 0;
    for (int i = 0; i < 2; ++i) {
      bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(test(bytes_[i])))) << (32 * i);
    }
    return bits;
  }

  __m256i bytes_[2];
#elif BINET_SSE2
  explicit ScanBlock(const char* block) {
    for (int i = 0; i < 4; ++i) bytes_[i] = _mm_load_si128(reinterpret_cast<const __m128i*>(block) + i);
  }
  std::uint64_t equal(char c) const {
    return mask([&](__m128i bytes) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); });
  }
  std::uint64_t unusual() const {
    return mask([](__m128i bytes) { return _mm_cmplt_epi8(bytes, _mm_set1_epi8(1)); });
  }

 private:
  template <class Test>
  std::uint64_t mask(const Test& test) const {
    std::uint64_t bits = 0;
    for (int i = 0; i < 4; ++i) {
      bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(test(bytes_[i])))) << (16 * i);
    }
    return bits;
  }

  __m128i bytes_[4];
#else
  explicit ScanBlock(const char* block) : bytes_(block) {}
  std::uint64_t equal(char c) const {
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < kScanWidth; ++i) mask |= static_cast<std::uint64_t>(bytes_[i] == c) << i;
    return mask;
  }
  std::uint64_t unusual() const {
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < kScanWidth; ++i) {
      mask |= static_cast<std::uint64_t>(static_cast<signed char>(bytes_[i]) < 1) << i;
    }
    return mask;
  }

 private:
  const char* bytes_;
#endif
};

/// Bit i of the result: byte i of the 64 at `block` is the delimiter or a line feed.
inline std::uint64_t field_end_mask(const char* block, char delimiter) {
  const ScanBlock bytes(block);
  return bytes.equal(delimiter) | bytes.equal('\n');
}

/// Writes offset + i for every set bit i of the mask, in order; may write 64 numbers even if fewer bits are set.
inline void write_positions(std::uint64_t mask, std::uint32_t offset, std::uint32_t* out) {
#if BINET_AVX512VBMI2
  const __m512i places =
      _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
                      39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i offsets = _mm512_set1_epi32(static_cast<int>(offset));
  const __m512i found = _mm512_maskz_compress_epi8(mask, places);
  const auto write = [&](int quarter, __m128i bytes) {
    _mm512_storeu_si512(out + 16 * quarter, _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), offsets));
  };
  const int count = std::popcount(mask);
  write(0, _mm512_castsi512_si128(found));
  if (count > 16) write(1, _mm512_extracti32x4_epi32(found, 1));
  if (count > 32) write(2, _mm512_extracti32x4_epi32(found, 2));
  if (count > 48) write(3, _mm512_extracti32x4_epi32(found, 3));
#else
  for (; mask != 0; mask &= mask - 1) *out++ = offset + static_cast<std::uint32_t>(std::countr_zero(mask));
#endif
}

/// Finds the ends of unquoted fields one after another. The bytes are read in aligned blocks of 64, so memory must be
/// readable up to the next multiple of 64 after the end, as whole pages are.
class FieldEnds {
 public:
  FieldEnds(const char* end, char delimiter) : end_(end), delimiter_(delimiter) {}

  /// Continues at `at`.
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
      __builtin_prefetch(block_ + kReadAhead);
      rest_ = found_ = field_end_mask(block_, delimiter_);
    }
    const char* const at = block_ + std::countr_zero(rest_);
    rest_ &= rest_ - 1;
    return at < end_ ? at : end_;
  }

 private:
  const char* end_;
  const char* block_ = nullptr;
  std::uint64_t found_ = 0, rest_ = 0;
  char delimiter_;
};

/// The kinds of bytes that need a closer look.
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
