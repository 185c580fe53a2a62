#include "table/missing_flag.hpp"

#include "base/text_list.hpp"
#include "csv/text.hpp"

#include <algorithm>

namespace binet::detail {

std::string missing_flag(const std::vector<std::string>& words) {
  constexpr std::size_t kMostWords = 3;
  const std::string list = joined(words, ",");
  const bool unsafe =
      list.find_first_of("\"'`$\\!\n") != std::string::npos || find_invalid_utf8(list) != std::string_view::npos;
  const bool commas = std::ranges::count(list, ',') >= std::ssize(words);
  if (words.empty() || words.size() > kMostWords || unsafe || commas) return "--missing WORD";
  const bool plain = std::ranges::all_of(list, [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == ',' || c == '/' || c == '.';
  });
  return "--missing " + (plain ? list : '"' + list + '"');
}

}  // namespace binet::detail
