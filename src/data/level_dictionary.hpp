#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Numbers the distinct texts it meets, from 0, in the order it meets them. It keeps copies of its own.
class LevelDictionary {
 public:
  std::int32_t code(std::string_view text);
  const std::vector<std::string_view>& levels() const { return levels_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::int32_t code = -1;
  };

  std::string_view keep(std::string_view text);
  void grow();

  std::vector<std::string_view> levels_;
  std::vector<Slot> slots_;  ///< open addressing, a power of two, at most half full
  std::vector<std::unique_ptr<char[]>> storage_;
  std::size_t storage_left_ = 0;
  char* storage_next_ = nullptr;
};

}  // namespace binet::detail
