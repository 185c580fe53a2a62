#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace binet::detail {

/// How a text was recognised as a known level.
enum class LevelMatch : std::uint8_t {
  exact,
  spelling,     ///< equal except for surrounding blanks, insignificant digits (1.0 for 1), or the spelling of true and
                ///< false
  letter_case,  ///< equal except for letter case
  none
};

/// Finds the known level that a text of another file means. A text that could mean two levels matches neither, unless
/// it equals one of them.
class LevelMatcher {
 public:
  struct Found {
    std::int32_t level = -1;
    LevelMatch match = LevelMatch::none;
  };

  explicit LevelMatcher(const std::vector<std::string>& levels);

  Found find(std::string_view text) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Places = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

  void prepare() const;
  Found find_variant(std::string_view text) const;

  Places exact_;
  /// Less exact keys; computed when the first text that is not a level occurs.
  mutable std::once_flag prepared_;
  mutable Places by_spelling_, by_lower_case_;
  mutable std::int32_t of_truth_[2] = {-1, -1};  ///< the levels that mean false and true, if the levels are only these
};

/// The text without surrounding blanks: ASCII blanks, no-break and other Unicode spaces, byte-order marks.
std::string_view trim_spaces(std::string_view text);

/// The text that all spellings of a level share: without surrounding blanks, and for a plain decimal number without
/// insignificant digits (1.0, +1 and 1. become 1; 007 and 1e5 stay).
std::string level_spelling(std::string_view text);

}  // namespace binet::detail
