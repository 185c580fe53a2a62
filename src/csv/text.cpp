#include "csv/text.hpp"

#include "binet/base/error.hpp"
#include "csv/number_text.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <unordered_set>

namespace binet::detail {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Length of the well-formed UTF-8 sequence at the start of `text`; 0 if there is none (Unicode Standard, table 3-7).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = within(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return second && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = within(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return second && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t word;
    if (i + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const std::size_t length = sequence_length(text.substr(i, 4));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string in_hexadecimal(unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {kDigits[byte / 16U], kDigits[byte % 16U]};
}

ByteError find_byte_error(std::string_view text) {
  const std::size_t nul = text.find('\0');
  const std::size_t invalid = find_invalid_utf8(text.substr(0, nul));
  if (invalid != std::string_view::npos) {
    return {invalid, "invalid UTF-8, byte 0x" + in_hexadecimal(static_cast<unsigned char>(text[invalid])) +
                         "; expected a file in UTF-8, or --encoding with the file's encoding, such as latin1"};
  }
  if (nul != std::string_view::npos) return {nul, "a NUL byte; expected text"};
  return {std::string_view::npos, ""};
}

MissingWords::MissingWords(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    std::string text(trim_blanks(word));
    std::transform(text.begin(), text.end(), text.begin(), lower);
    double number;
    any_number_ |= parse_number(text, number);
    empty_ |= text.empty();
    if (text.empty()) continue;
    longest_ = std::max(longest_, text.size());
    starts_.set(static_cast<unsigned char>(text.front()));
    words_.push_back(std::move(text));
  }
}

bool MissingWords::contains(std::string_view field) const {
  field = trim_blanks(field);
  if (field.empty()) return empty_;
  if (field.size() > longest_ || !starts_.test(static_cast<unsigned char>(lower(field.front())))) return false;
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::any_of(words_.begin(), words_.end(), [&](const std::string& word) {
    return std::equal(field.begin(), field.end(), word.begin(), word.end(), same);
  });
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string shown(text.substr(0, kLongest));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  if (text.size() > kLongest) {
    while (find_invalid_utf8(shown) != std::string_view::npos) shown.pop_back();
    shown += "…";
  }
  shown.insert(0, 1, '\'');
  return shown += '\'';
}

std::string default_column_name(std::size_t column) {
  return "c" + std::to_string(column + 1);
}

namespace {

/// The names without blanks around them, unless two would then be equal.
std::vector<std::string> trimmed(const std::vector<std::string>& names) {
  std::vector<std::string> shorter;
  for (const std::string& name : names) shorter.emplace_back(trim_blanks(name));
  const std::unordered_set<std::string_view> before(names.begin(), names.end()), after(shorter.begin(), shorter.end());
  return after.size() < before.size() ? names : shorter;
}

}  // namespace

std::vector<std::string> checked_header(std::vector<std::string> names, const std::string& source, std::size_t line,
                                        bool rename) {
  names = trimmed(names);
  const std::unordered_set<std::string_view> distinct(names.begin(), names.end());
  if (distinct.size() == names.size() && !distinct.contains("")) return names;
  std::unordered_set<std::string> given(names.begin(), names.end()), seen;
  const auto free_name = [&](const std::string& name) {
    for (int n = 2;; ++n) {
      std::string numbered = name + "_" + std::to_string(n);
      if (!given.contains(numbered) && !seen.contains(numbered)) return numbered;
    }
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool blank = names[i].empty();
    if (blank) names[i] = default_column_name(i);
    if (blank ? given.contains(names[i]) : rename && seen.contains(names[i])) names[i] = free_name(names[i]);
    if (!seen.insert(names[i]).second) {
      double number = 0;
      const char* const remedy =
          parse_number(names[i], number) ? "--no-header if these are data" : "--rename-duplicates";
      throw Error(place(source, line) + "column name " + in_quotes(names[i]) +
                  ": duplicate name in the header; expected distinct names, or " + remedy);
    }
  }
  return names;
}

std::string place(const std::string& source, std::size_t line) {
  return source + ":" + std::to_string(line) + ": ";
}

std::string unclosed_quote() {
  return "a quote opened on this line is never closed; expected a second \"";
}

std::string long_record(std::uint64_t limit) {
  return "a record of more than " + std::to_string(limit) +
         " bytes; is a closing quote or a line end missing? --max-record sets the limit";
}

std::string text_after_quote(std::string_view field, char found) {
  const bool escaped = field.find("\\\"") != std::string_view::npos;
  return in_quotes(std::string_view(&found, 1)) +
         " after a closing quote; expected a delimiter or the end of the line (a quote inside quotes is written \"\")" +
         (escaped ? "; --escape '\\' where it is written \\\"" : "");
}

std::string not_a_number(std::string_view column, std::string_view found) {
  return "column " + in_quotes(column) + ": " + in_quotes(found) + "; expected a number";
}

std::string not_a_plain_number(std::string_view column, std::string_view found) {
  return not_a_number(column, found) + (take_apart(found) ? " of plain digits with a decimal point" : "");
}

std::string ragged_row(std::size_t found, std::size_t expected, std::string_view record) {
  const std::string fields = std::to_string(found) + (found == 1 ? " field" : " fields") + "; expected " +
                             std::to_string(expected) + ", as in the first record";
  if (found == 1) {
    const std::string_view text = record.substr(0, record.find_first_of("\r\n"));
    return "1 field, " + in_quotes(text) + "; expected " + std::to_string(expected) +
           ", as in the first record; --fill-short-rows fills it with missing cells";
  }
  if (found < expected) return fields + "; --fill-short-rows fills it with missing cells";
  const auto in_single_quotes = [&] {
    const std::size_t open = record.find('\'');
    const std::size_t close = open == std::string_view::npos ? open : record.find('\'', open + 1);
    return close != std::string_view::npos &&
           (open == 0 || std::ispunct(static_cast<unsigned char>(record[open - 1])) != 0);
  };
  return in_single_quotes() ? fields + "; --quote \"'\" if fields are in single quotes" : fields;
}

std::string columns_found(const std::vector<std::string>& names, char delimiter) {
  constexpr std::size_t kShown = 12;
  std::string text =
      "by delimiter " + (delimiter == '\t' ? std::string("tab") : in_quotes(std::string(1, delimiter))) + ": ";
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) text += (i > 0 ? ", " : "") + in_quotes(names[i]);
  return names.size() > kShown ? text + ", …" : text;
}

}  // namespace binet::detail
