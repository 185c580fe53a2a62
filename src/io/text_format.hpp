#pragma once

#include "binet/io/input_limits.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// The position of the header in the first bytes of a file.
struct HeaderRecord {
  std::size_t begin = 0, end = 0;  ///< in bytes, with its line end
  std::size_t lines = 0;           ///< number of line ends before `end`
  char delimiter = ',';
};

/// Finds the header in the first bytes of the file `source`; empty if more bytes are needed. `complete`: they are the
/// whole file.
using FindHeader =
    std::function<std::optional<HeaderRecord>(std::string_view bytes, const std::string& source, bool complete)>;

/// How the bytes of a file differ from CSV text in RFC 4180.
struct TextFormat {
  std::string encoding = {};              ///< empty: UTF-8, or UTF-16 if a byte-order mark says so
  std::optional<char> quote = {};         ///< instead of "
  std::optional<char> escape = {};        ///< makes the next character text
  std::string comment = {};               ///< lines that begin with it are comments; empty: no comments
  std::optional<char> delimiter = {};     ///< absent: detected
  std::string query = {};                 ///< of a database whose rows are read; empty: the file is text
  std::vector<std::string> more = {};     ///< files whose records follow
  FindHeader find_header = {};            ///< in each of them; empty: they have no header
  InputLimits limits = {};

  bool has_dialect() const { return quote || escape || !comment.empty(); }
  bool by_blanks() const { return delimiter == ' '; }
};

}  // namespace binet::detail
