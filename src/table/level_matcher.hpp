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
  spelling,     ///< the same but for blanks around it, digits that do not matter (1.0 for 1), or the way of writing a truth
  letter_case,  ///< only letters differ in case
  none
};

/// Finds the known level that a text of another file means. A text that could mean two levels means none, unless it is
/// one of them.
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
  /// By less exact keys; made when a text is first met that is no level.
  mutable std::once_flag prepared_;
  mutable Places by_spelling_, by_lower_case_;
  mutable std::int32_t of_truth_[2] = {-1, -1};  ///< levels that stand for false and true, if all levels do
};

/// The text without blanks around it: ASCII blanks, no-break and other Unicode spaces, byte-order marks.
std::string_view trim_spaces(std::string_view text);

/// The text that all spellings of a level share: without blanks around it, a plain decimal number without the digits
/// that do not change its value (1.0, +1 and 1. become 1; 007 and 1e5 stay).
std::string level_spelling(std::string_view text);

/// With letters of the Latin, Greek and Cyrillic alphabets in lower case.
std::string lower_case(std::string_view text);

}  // namespace binet::detail
