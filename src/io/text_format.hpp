#pragma once

#include "binet/io/input_limits.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet::detail {

/// How the bytes of a file differ from CSV text in RFC 4180.
struct TextFormat {
  std::string encoding = {};              ///< empty: UTF-8, or UTF-16 if a byte-order mark says so
  std::optional<char> quote = {};         ///< instead of "
  std::optional<char> escape = {};        ///< makes the next character text
  std::string comment = {};               ///< lines that begin with it are comments; empty: no comments
  std::optional<char> delimiter = {};     ///< absent: detected
  std::string query = {};                 ///< of a database whose rows are read; empty: the file is text
  std::vector<std::string> more = {};     ///< files whose records follow
  bool header = true;                     ///< each of them begins with the header
  InputLimits limits = {};

  bool has_dialect() const { return quote || escape || !comment.empty(); }
};

}  // namespace binet::detail
