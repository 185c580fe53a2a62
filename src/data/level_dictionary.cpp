#include "level_dictionary.hpp"

#include <algorithm>

namespace binet::detail {

std::int32_t LevelDictionary::code(std::string_view text) {
  if (text.size() > kReach) return find({hash_bytes(text), 0, text.size()}, text);
  char bytes[kReach] = {};
  std::copy(text.begin(), text.end(), bytes + kReach - text.size());
  return find(short_key(bytes + kReach, text.size()), text);
}

std::int32_t LevelDictionary::find(const Key& key, std::string_view text) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = key.hash() >> shift_;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.code == kFree) {
      const bool missing = missing_ != nullptr && missing_->contains(text);
      if (missing && text.size() > kReach) return kMissing;  // nothing would keep its text to compare with
      slot = {key, missing ? kMissing : static_cast<std::int32_t>(levels_.size())};
      ++used_;
      if (!missing) levels_.push_back(keep(text));
      return slot.code;
    }
    if (slot.key == key && (text.size() <= kReach || levels_[static_cast<std::size_t>(slot.code)] == text)) {
      return slot.code;
    }
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
  const int bits = std::max(6, 65 - shift_);
  std::vector<Slot> larger(std::size_t{1} << bits);
  const std::size_t mask = larger.size() - 1;
  shift_ = 64 - bits;
  for (const Slot& slot : slots_) {
    if (slot.code == kFree) continue;
    std::size_t i = slot.key.hash() >> shift_;
    while (larger[i].code != kFree) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_.swap(larger);
}

}  // namespace binet::detail
