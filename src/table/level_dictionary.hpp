#pragma once

#include "csv/field_batch.hpp"
#include "csv/field_column.hpp"
#include "csv/record.hpp"
#include "csv/text.hpp"
#include "io/byte_hash.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Numbers distinct texts from 0 in order of first occurrence. Stores copies of the texts.
class LevelDictionary {
 public:
  static constexpr std::int32_t kMissing = -1;
  static constexpr std::size_t kReach = 16;

  /// Texts in `missing`, which must outlive the dictionary, get the code kMissing; null: no text is missing.
  explicit LevelDictionary(const MissingWords* missing = nullptr) : missing_(missing), keys_(3), codes_(3) {}

  std::int32_t code(std::string_view text);
  /// The code of a field's text, faster than code(); kReach bytes before its end must be readable.
  std::int32_t code_within(const RawField& field);
  /// The same for the fields of `count` records, faster still: writes the code of record r to codes[r · stride].
  void codes_within(const FieldColumn& fields, std::size_t count, std::int32_t* codes, std::size_t stride);
  /// The texts by their codes; kReach bytes before the end of each are readable.
  const std::vector<std::string_view>& levels() const { return levels_; }

 private:
  /// The last kReach bytes of a short text, padded with zeros in front, or the hash of a long one. A mark in the first
  /// byte keeps the kinds apart: valid UTF-8 contains none of the bytes below.
  struct Key {
    static constexpr unsigned char kNone = 0xFF, kLong = 0xFE, kEscaped = 0xFD;
    static constexpr std::uint64_t kHeadFactor = 0x9E3779B97F4A7C15u, kTailFactor = 0xD6E8FEB86659FD93u;

    std::uint64_t head = first_byte(kNone), tail = 0;

    static constexpr std::uint64_t first_byte(unsigned char byte) {
      return std::bit_cast<std::uint64_t>(std::array<unsigned char, 8>{byte});
    }
    bool is(unsigned char kind) const { return std::bit_cast<std::array<unsigned char, 8>>(head)[0] == kind; }
    /// All ones if the keys are equal, otherwise 0.
    std::uint64_t same_as(const Key& other) const {
      return -static_cast<std::uint64_t>(((head ^ other.head) | (tail ^ other.tail)) == 0);
    }
    bool has_quote() const {
      constexpr std::uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u, kQuotes = kOnes * '"';
      const std::uint64_t a = head ^ kQuotes, b = tail ^ kQuotes;  // a byte is zero where there is a quote
      return ((((a - kOnes) & ~a) | ((b - kOnes) & ~b)) & kTops) != 0;
    }
    /// The first bits are the best: every bit of the key affects them.
    std::uint64_t hash() const { return (head ^ head >> 32) * kHeadFactor + (tail ^ tail >> 32) * kTailFactor; }
  };
  static Key short_key(const char* end, std::size_t size);
  static Key key_of(std::string_view text);
  std::int32_t find(const char* begin, const char* end, bool escaped);
  std::size_t slot_of(const Key&, std::string_view text);
  void take_slot(std::size_t slot, const Key&, std::int32_t code);
  std::string_view keep(std::string_view text);
  void make_room();
  std::size_t eights_within(const FieldColumn& fields, std::size_t count, std::int32_t* codes, std::size_t stride);

  const MissingWords* missing_;
  std::vector<std::string_view> levels_;
  /// Open addressing: the number of slots is a power of two, at most a quarter of them are used, and one more slot
  /// gives each a successor.
  std::vector<Key> keys_;
  std::vector<std::int32_t> codes_;  ///< one per key
  int shift_ = 63;                   ///< shifts a hash so that the leading bits give the slot
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> storage_;
  std::size_t storage_left_ = 0;
  char* storage_next_ = nullptr;
};

/// The key of the `size` bytes before `end`, at most kReach; reads kReach bytes.
inline LevelDictionary::Key LevelDictionary::short_key(const char* end, std::size_t size) {
  static constexpr auto kLastBytes = [] {
    std::array<std::array<std::uint64_t, 2>, kReach + 1> masks{};
    for (std::size_t count = 0; count <= kReach; ++count) {
      std::array<unsigned char, kReach> bytes{};
      for (std::size_t i = kReach - count; i < kReach; ++i) bytes[i] = 0xFF;
      masks[count] = std::bit_cast<std::array<std::uint64_t, 2>>(bytes);
    }
    return masks;
  }();
  std::array<std::uint64_t, 2> words;
  std::memcpy(words.data(), end - kReach, kReach);
  return {words[0] & kLastBytes[size][0], words[1] & kLastBytes[size][1]};
}

/// Branches only for long texts and rare cases: the next text, and whether it is quoted, is unpredictable.
inline std::int32_t LevelDictionary::code_within(const RawField& field) {
  const auto size = static_cast<std::size_t>(field.end - field.begin);
  const bool markable = size < kReach || !field.escaped;  // the mark needs a byte of its own
  if (size > kReach || !markable) return find(field.begin, field.end, field.escaped);
  Key key = short_key(field.end, size);
  key.head |= (field.escaped & key.has_quote()) * Key::first_byte(Key::kEscaped);
  const std::size_t slot = key.hash() >> shift_;
  const std::uint64_t first = key.same_as(keys_[slot]), second = key.same_as(keys_[slot + 1]);
  if ((first | second) == 0) return find(field.begin, field.end, field.escaped);
  return codes_[slot + (second & 1)];
}

}  // namespace binet::detail
