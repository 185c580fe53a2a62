#pragma once

#include "byte_hash.hpp"
#include "text.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Numbers the distinct texts it meets, from 0, in the order it meets them. It keeps copies of its own.
class LevelDictionary {
 public:
  static constexpr std::int32_t kMissing = -1;
  static constexpr std::size_t kReach = 16;

  /// Texts among `missing`, which must outlive the dictionary, are no levels but kMissing; none if it is null.
  explicit LevelDictionary(const MissingWords* missing = nullptr) : missing_(missing), slots_(2) {}

  std::int32_t code(std::string_view text);
  /// The same, faster, of a text before whose end kReach bytes can be read.
  std::int32_t code_within(std::string_view text);
  const std::vector<std::string_view>& levels() const { return levels_; }

 private:
  static constexpr std::int32_t kFree = -2;

  /// Texts of up to kReach bytes have different keys; longer ones mostly.
  struct Key {
    std::uint64_t head = 0, tail = 0;
    std::size_t size = 0;

    bool operator==(const Key&) const = default;
    /// Its first bits are the best: every bit of the key moves them.
    std::uint64_t hash() const {
      return (head ^ head >> 32) * 0x9E3779B97F4A7C15u + (tail ^ tail >> 32) * 0xD6E8FEB86659FD93u + size;
    }
  };
  struct Slot {
    Key key;
    std::int32_t code = kFree;
  };

  static Key short_key(const char* end, std::size_t size);
  std::int32_t find(const Key&, std::string_view text);
  std::string_view keep(std::string_view text);
  void grow();

  const MissingWords* missing_;
  std::vector<std::string_view> levels_;
  std::vector<Slot> slots_;  ///< open addressing, a power of two; at most half full, one always free
  int shift_ = 63;           ///< leaves so many first bits of a hash as number a slot
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> storage_;
  std::size_t storage_left_ = 0;
  char* storage_next_ = nullptr;
};

/// Of the `size` bytes before `end`, kReach at most; as many as kReach are read.
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
  return {words[0] & kLastBytes[size][0], words[1] & kLastBytes[size][1], size};
}

inline std::int32_t LevelDictionary::code_within(std::string_view text) {
  if (text.size() > kReach) return code(text);
  const Key key = short_key(text.data() + text.size(), text.size());
  const Slot& likely = slots_[key.hash() >> shift_];
  return likely.code != kFree && likely.key == key ? likely.code : find(key, text);
}

}  // namespace binet::detail
