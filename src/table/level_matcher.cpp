#include "table/level_matcher.hpp"

#include "csv/lower_case.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace binet::detail {
namespace {

constexpr std::int32_t kSeveral = -2;  ///< in place of a level: several levels have this key

constexpr std::array<std::string_view, 15> kSpaces = {
    " ",            "\t",           "\r",           "\n",           "\xC2\xA0",      // no-break space
    "\xE2\x80\x80", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x87", "\xE2\x80\x89",  // quads, figure and thin spaces
    "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\xAF", "\xE3\x80\x80", "\xEF\xBB\xBF"};

/// Spellings of true and false; a column uses one pair.
struct TruthWords {
  std::string_view no, yes;
};
constexpr std::array<TruthWords, 6> kTruthWords = {
    {{"0", "1"}, {"false", "true"}, {"f", "t"}, {"no", "yes"}, {"n", "y"}, {"off", "on"}}};

/// The pair that contains a text, and which of the two it is.
struct Truth {
  std::size_t words;
  bool value;
};

std::optional<Truth> truth_of(std::string_view text) {
  constexpr std::size_t kLongest = 8;  // "1.000000"
  if (text.size() > 4 * kLongest) return std::nullopt;
  const std::string word = lower_case(level_spelling(text));
  for (std::size_t w = 0; w < kTruthWords.size(); ++w) {
    if (word == kTruthWords[w].no) return Truth{w, false};
    if (word == kTruthWords[w].yes) return Truth{w, true};
  }
  return std::nullopt;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string_view trim_spaces(std::string_view text) {
  const auto cut = [&](auto ends_so, auto remove) {
    for (bool again = true; again;) {
      again = false;
      for (const std::string_view space : kSpaces) {
        if (!ends_so(space)) continue;
        remove(space.size());
        again = true;
      }
    }
  };
  cut([&](std::string_view space) { return text.starts_with(space); }, [&](std::size_t n) { text.remove_prefix(n); });
  cut([&](std::string_view space) { return text.ends_with(space); }, [&](std::size_t n) { text.remove_suffix(n); });
  return text;
}

std::string level_spelling(std::string_view text) {
  text = trim_spaces(text);
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string_view whole = digits.substr(0, point), part = digits.substr(std::min(point + 1, digits.size()));
  const bool are_digits = std::ranges::all_of(whole, is_digit) && std::ranges::all_of(part, is_digit);
  const bool is_code = whole.size() > 1 && whole[0] == '0';
  if (!are_digits || is_code || whole.size() + part.size() == 0) return std::string(text);
  while (part.ends_with('0')) part.remove_suffix(1);
  if (whole.empty()) whole = "0";
  std::string number = (negative && !(whole == "0" && part.empty()) ? "-" : "") + std::string(whole);
  return part.empty() ? number : number + "." + std::string(part);
}

LevelMatcher::LevelMatcher(const std::vector<std::string>& levels) {
  exact_.reserve(levels.size());
  for (const std::string& level : levels) exact_.emplace(level, static_cast<std::int32_t>(exact_.size()));
}

LevelMatcher::Found LevelMatcher::find(std::string_view text) const {
  const auto found = exact_.find(text);
  return found != exact_.end() ? Found{found->second, LevelMatch::exact} : find_variant(text);
}

void LevelMatcher::prepare() const {
  const auto add = [](Places& places, std::string key, std::int32_t level) {
    const auto [entry, is_new] = places.emplace(std::move(key), level);
    if (!is_new && entry->second != level) entry->second = kSeveral;
  };
  bool all_truths = true;
  std::optional<std::size_t> words;
  for (const auto& [text, level] : exact_) {
    std::string spelling = level_spelling(text);
    add(by_lower_case_, lower_case(spelling), level);
    add(by_spelling_, std::move(spelling), level);
    const std::optional<Truth> truth = truth_of(text);
    all_truths &= truth && (!words || *words == truth->words) && of_truth_[truth->value] == -1;
    if (!all_truths) continue;
    words = truth->words;
    of_truth_[truth->value] = level;
  }
  if (!all_truths) std::ranges::fill(of_truth_, -1);
}

LevelMatcher::Found LevelMatcher::find_variant(std::string_view text) const {
  std::call_once(prepared_, [this] { prepare(); });
  const std::string spelling = level_spelling(text);
  if (const auto found = by_spelling_.find(spelling); found != by_spelling_.end() && found->second >= 0) {
    return {found->second, LevelMatch::spelling};
  }
  if (of_truth_[0] >= 0 || of_truth_[1] >= 0) {
    const std::optional<Truth> truth = truth_of(text);
    if (truth && of_truth_[truth->value] >= 0) return {of_truth_[truth->value], LevelMatch::spelling};
  }
  if (const auto found = by_lower_case_.find(lower_case(spelling));
      found != by_lower_case_.end() && found->second >= 0) {
    return {found->second, LevelMatch::letter_case};
  }
  return {};
}

}  // namespace binet::detail
