#pragma once

#include "binet/io/input_limits.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet::detail {

/// How the bytes of a file stand for CSV text as RFC 4180 has it.
struct TextFormat {
  std::string encoding = {};              ///< empty: UTF-8, or UTF-16 where a byte-order mark tells it
  std::optional<char> quote = {};         ///< instead of "
  std::optional<char> escape = {};        ///< takes the next character as text
  std::string comment = {};               ///< lines that begin with it are none; empty: there are no such
  std::optional<char> delimiter = {};     ///< absent: any that may be found
  std::string query = {};                 ///< of a database, whose rows are the text; empty: the file is text itself
  std::vector<std::string> more = {};     ///< files whose records follow
  bool header = true;                     ///< each of them begins with the header
  InputLimits limits = {};

  bool has_dialect() const { return quote || escape || !comment.empty(); }
};

}  // namespace binet::detail
