#pragma once

#include "binet/csv/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// Where the first byte stands that is no part of well-formed UTF-8 (RFC 3629), or npos.
std::size_t find_invalid_utf8(std::string_view text);

/// The error with the bytes themselves, if any: a NUL or invalid UTF-8.
struct ByteError {
  std::size_t position;  ///< npos: none
  std::string what;
};
ByteError find_byte_error(std::string_view text);

inline std::string_view trim_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Tells the texts that stand for a missing value.
class MissingWords {
 public:
  MissingWords() = default;
  explicit MissingWords(const std::vector<std::string>& words);
  bool contains(std::string_view field) const;
  bool contains_empty() const { return empty_; }
  /// True if a field that is a number may also stand for missing, as in -999.
  bool any_number() const { return any_number_; }

 private:
  std::vector<std::string> words_;  ///< lower case, without surrounding blanks, not empty
  std::size_t longest_ = 0;
  bool empty_ = false, any_number_ = false;
};

/// For an error: 'text', cut after 40 bytes, line ends shown as spaces.
std::string in_quotes(std::string_view text);

/// c1, c2, …
std::string default_column_name(std::size_t column);

/// An empty header name becomes the default one, or where that is taken c2_2. Throws Error for a name that stands twice,
/// unless `rename` makes x_2 of it.
std::vector<std::string> checked_header(std::vector<std::string> names, const std::string& source, std::size_t line,
                                        bool rename = false);

std::string place(const std::string& source, std::size_t line);  ///< "FILE:LINE: "

// one text per error, for every reader; place() goes in front.
std::string unclosed_quote();
std::string long_record(std::uint64_t limit);
/// `field`: from behind its opening quote to behind its closing one.
std::string text_after_quote(std::string_view field, char found);
std::string not_a_number(std::string_view column, std::string_view found);
/// `record`: its text, for advice on its quotes.
std::string ragged_row(std::size_t found, std::size_t expected, std::string_view record);
/// The columns that were found, and how, for an error about one that was not: "; found by delimiter ',': 'a', 'b'".
std::string columns_found(const std::vector<std::string>& names, char delimiter);

}  // namespace binet::detail
