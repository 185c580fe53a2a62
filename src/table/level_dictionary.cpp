#include "table/level_dictionary.hpp"

#include "table/level_texts.hpp"

#include <algorithm>
#include <utility>

namespace binet::detail {

LevelDictionary::Key LevelDictionary::key_of(std::string_view text) {
  if (text.size() > kReach) return {(hash_bytes(text) & ~Key::first_byte(0xFF)) | Key::first_byte(Key::kLong), 0};
  char bytes[kReach] = {};
  std::copy(text.begin(), text.end(), bytes + kReach - text.size());
  return short_key(bytes + kReach, text.size());
}

std::int32_t LevelDictionary::code(std::string_view text) {
  const Key key = key_of(text);
  const std::size_t slot = slot_of(key, text);
  if (!keys_[slot].is(Key::kNone)) return codes_[slot];
  const bool missing = missing_ != nullptr && missing_->contains(text);
  if (missing && text.size() > kReach) return kMissing;  // no stored text to compare with
  const std::int32_t code = missing ? kMissing : static_cast<std::int32_t>(levels_.size());
  take_slot(slot, key, code);
  if (!missing) levels_.push_back(keep(text));
  return code;
}

/// A short text with doubled quotes has a slot of its own for its raw bytes, so that it is unescaped only once. In the
/// longest texts, the first byte cannot hold the mark of such slots.
std::int32_t LevelDictionary::find(const char* begin, const char* end, bool escaped) {
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  if (!escaped || text.find('"') == std::string_view::npos) return code(text);
  const auto unescaped = [&] { return code(text_of({begin, end, true})); };
  if (text.size() >= kReach) return unescaped();
  Key key = key_of(text);
  key.head |= Key::first_byte(Key::kEscaped);
  const std::size_t known = slot_of(key, {});
  if (!keys_[known].is(Key::kNone)) return codes_[known];
  const std::int32_t found = unescaped();
  take_slot(slot_of(key, {}), key, found);
  return found;
}

void LevelDictionary::codes_within(const FieldColumn& fields, std::size_t count, std::int32_t* codes,
                                   std::size_t stride) {
  for (std::size_t r = eights_within(fields, count, codes, stride); r < count; ++r) {
    codes[r * stride] = code_within(fields[r]);
  }
}

/// Handles as many fields as possible, eight at a time; returns their number.
std::size_t LevelDictionary::eights_within([[maybe_unused]] const FieldColumn& fields,
                                           [[maybe_unused]] std::size_t count, [[maybe_unused]] std::int32_t* codes,
                                           [[maybe_unused]] std::size_t stride) {
  std::size_t r = 0;
#if defined(BINET_EIGHT_FIELDS_AT_ONCE)
  const auto broadcast = [](std::uint64_t x) { return _mm512_set1_epi64(static_cast<std::int64_t>(x)); };
  const __m512i escaped = broadcast(Key::first_byte(Key::kEscaped));
  const __m512i head_factor = broadcast(Key::kHeadFactor), tail_factor = broadcast(Key::kTailFactor);
  const auto mixed = [](const __m512i& x, const __m512i& factor) {
    return _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)), factor);
  };
  for (; r + kFieldBatch <= count; r += kFieldBatch) {
    const EightTexts texts(fields, r);
    const __m512i heads = _mm512_mask_or_epi64(texts.heads, texts.doubled, texts.heads, escaped), tails = texts.tails;
    const __m512i hashes = _mm512_add_epi64(mixed(heads, head_factor), mixed(tails, tail_factor));
    alignas(64) std::uint64_t slots[kFieldBatch];
    alignas(64) Key keys[kFieldBatch];
    _mm512_store_si512(slots, _mm512_srl_epi64(hashes, _mm_cvtsi32_si128(shift_)));
    _mm512_store_si512(keys, _mm512_unpacklo_epi64(heads, tails));
    _mm512_store_si512(keys + kFieldBatch / 2, _mm512_unpackhi_epi64(heads, tails));
    unsigned found = 0;
    for (std::size_t i = 0; i < kFieldBatch; ++i) {
      const std::size_t place = i % 2 * (kFieldBatch / 2) + i / 2;
      const __m256i key = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(keys + place)));
      const __m256i two = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(keys_.data() + slots[i]));
      const unsigned halves = _mm256_cmpeq_epi64_mask(key, two);  // equal halves of the first slot and of the next
      constexpr unsigned kNext = 0xF000, kEither = 0xF888;        // bit `halves`: both halves of that slot are
      found |= (kEither >> halves & 1) << i;
      codes[(r + i) * stride] = codes_[slots[i] + (kNext >> halves & 1)];
    }
    for (unsigned rest = kWholeBatch & ~(found & texts.whole); rest != 0; rest &= rest - 1) {
      const std::size_t left = r + static_cast<std::size_t>(std::countr_zero(rest));
      codes[left * stride] = code_within(fields[left]);
    }
  }
#endif
  return r;
}

/// The slot of the text, or a free slot for it.
std::size_t LevelDictionary::slot_of(const Key& key, std::string_view text) {
  make_room();
  for (std::size_t i = key.hash() >> shift_;; i = i + 1 == keys_.size() ? 0 : i + 1) {
    if (keys_[i].is(Key::kNone)) return i;
    const bool same = key.same_as(keys_[i]) != 0;
    if (same && (text.size() <= kReach || levels_[static_cast<std::size_t>(codes_[i])] == text)) return i;
  }
}

void LevelDictionary::take_slot(std::size_t slot, const Key& key, std::int32_t code) {
  keys_[slot] = key;
  codes_[slot] = code;
  ++used_;
}

std::string_view LevelDictionary::keep(std::string_view text) {
  constexpr std::size_t kPiece = 4096;
  if (storage_next_ == nullptr || text.size() > storage_left_) {
    storage_left_ = std::max(kPiece, text.size());
    storage_.push_back(std::make_unique<char[]>(kReach + storage_left_));
    storage_next_ = storage_.back().get() + kReach;
  }
  char* const kept = storage_next_;
  if (!text.empty()) std::memcpy(kept, text.data(), text.size());
  storage_next_ += text.size();
  storage_left_ -= text.size();
  return {kept, text.size()};
}

void LevelDictionary::make_room() {
  if (used_ * 4 < keys_.size() - 1) return;
  const int bits = std::max(6, 65 - shift_);
  const std::vector<Key> keys = std::exchange(keys_, std::vector<Key>((std::size_t{1} << bits) + 1));
  const std::vector<std::int32_t> codes = std::exchange(codes_, std::vector<std::int32_t>(keys_.size()));
  shift_ = 64 - bits;
  used_ = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is(Key::kNone)) continue;
    std::size_t slot = keys[i].hash() >> shift_;
    while (!keys_[slot].is(Key::kNone)) slot = slot + 1 == keys_.size() ? 0 : slot + 1;
    take_slot(slot, keys[i], codes[i]);
  }
}

}  // namespace binet::detail
