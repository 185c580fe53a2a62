#pragma once

#include "csv/csv.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// The position of the first byte that is not well-formed UTF-8 (RFC 3629), or npos.
std::size_t find_invalid_utf8(std::string_view text);

/// An invalid byte: NUL or invalid UTF-8.
struct ByteError {
  std::size_t position;  ///< npos: none
  std::string what;
};
ByteError find_byte_error(std::string_view text);

/// The two hexadecimal digits of a byte, as "1B".
std::string in_hexadecimal(unsigned char byte);

inline std::string_view trim_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Recognises texts that mean a missing value.
class MissingWords {
 public:
  MissingWords() = default;
  explicit MissingWords(const std::vector<std::string>& words);
  bool contains(std::string_view field) const;
  bool contains_empty() const { return empty_; }
  /// True if some number, such as -999, means a missing value.
  bool any_number() const { return any_number_; }

 private:
  std::vector<std::string> words_;  ///< lower case, without surrounding blanks, not empty
  std::bitset<256> starts_;         ///< their first bytes
  std::size_t longest_ = 0;
  bool empty_ = false, any_number_ = false;
};

/// A text for an error: 'text', cut after 40 bytes, with spaces for line ends.
std::string in_quotes(std::string_view text);

/// The default name: c1, c2, …
std::string default_column_name(std::size_t column);

/// Replaces an empty header name by the default one, or by c2_2 if that is taken. Throws Error for a duplicate name,
/// unless `rename` makes it x_2.
std::vector<std::string> checked_header(std::vector<std::string> names, const std::string& source, std::size_t line,
                                        bool rename = false);

std::string place(const std::string& source, std::size_t line);  ///< "FILE:LINE: "

// Error texts shared by all readers; place() goes in front of them.
std::string unclosed_quote();
std::string long_record(std::uint64_t limit);
/// `field`: begins after its opening quote and ends after its closing one.
std::string text_after_quote(std::string_view field, char found);
std::string not_a_number(std::string_view column, std::string_view found);
std::string not_a_plain_number(std::string_view column, std::string_view found);
/// `record`: the text of the record, for advice on its quotes.
std::string ragged_row(std::size_t found, std::size_t expected, std::string_view record);
/// For an error about a column that was not found: "by delimiter ',': 'a', 'b'".
std::string columns_found(const std::vector<std::string>& names, char delimiter);

}  // namespace binet::detail
