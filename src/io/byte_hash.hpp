#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace binet::detail {

inline std::uint64_t combine_hash(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ (hash >> 29);
}

/// A fast hash of bytes; it does not resist deliberate collisions. The same on all machines of one byte order.
inline std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t lanes[4] = {bytes.size(), 1, 2, 3};
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t word = 0;
  for (; left >= 32; left -= 32, p += 32) {
    for (int lane = 0; lane < 4; ++lane) {  // four parallel chains
      std::memcpy(&word, p + 8 * lane, 8);
      lanes[lane] = combine_hash(lanes[lane], word);
    }
  }
  std::uint64_t hash =
      bytes.size() < 32 ? lanes[0] : combine_hash(combine_hash(combine_hash(lanes[0], lanes[1]), lanes[2]), lanes[3]);
  for (; left >= 8; left -= 8, p += 8) {
    std::memcpy(&word, p, 8);
    hash = combine_hash(hash, word);
  }
  word = 0;
  if (left > 0) std::memcpy(&word, p, left);
  hash = combine_hash(hash, word);
  return hash ^ (hash >> 32);
}

/// Table::hash combines the hashes of the file's windows of this many bytes.
inline constexpr std::size_t kHashWindow = std::size_t{1} << 20;

/// A hash of many bytes, faster than hash_bytes: several registers of parallel chains.
inline std::uint64_t hash_window(std::string_view bytes) {
  constexpr std::size_t kLanes = 16, kStep = 8 * kLanes;
  std::uint64_t lanes[kLanes];
  for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = lane;
  std::size_t done = 0;
  for (; done + kStep <= bytes.size(); done += kStep) {
    std::uint64_t words[kLanes];
    std::memcpy(words, bytes.data() + done, kStep);
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = combine_hash(lanes[lane], words[lane]);
  }
  std::uint64_t hash = hash_bytes(bytes.substr(done));
  for (const std::uint64_t lane : lanes) hash = combine_hash(hash, lane);
  return hash;
}

}  // namespace binet::detail
