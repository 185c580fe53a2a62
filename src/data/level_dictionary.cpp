#include "level_dictionary.hpp"

#include "byte_hash.hpp"

#include <algorithm>
#include <cstring>

namespace binet::detail {

std::int32_t LevelDictionary::code(std::string_view text) {
  if (levels_.size() * 2 >= slots_.size()) grow();
  const std::uint64_t hash = hash_bytes(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.code < 0) {
      slot = {hash, static_cast<std::int32_t>(levels_.size())};
      levels_.push_back(keep(text));
      return slot.code;
    }
    if (slot.hash == hash && levels_[static_cast<std::size_t>(slot.code)] == text) return slot.code;
  }
}

std::string_view LevelDictionary::keep(std::string_view text) {
  constexpr std::size_t kPiece = 4096;
  if (text.size() > storage_left_) {
    storage_left_ = std::max(kPiece, text.size());
    storage_.push_back(std::make_unique<char[]>(storage_left_));
    storage_next_ = storage_.back().get();
  }
  char* const kept = storage_next_;
  if (!text.empty()) std::memcpy(kept, text.data(), text.size());
  storage_next_ += text.size();
  storage_left_ -= text.size();
  return {kept, text.size()};
}

void LevelDictionary::grow() {
  constexpr std::size_t kSmallest = 64;
  std::vector<Slot> larger(std::max(kSmallest, slots_.size() * 2));
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code < 0) continue;
    std::size_t i = slot.hash & mask;
    while (larger[i].code >= 0) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_.swap(larger);
}

}  // namespace binet::detail
