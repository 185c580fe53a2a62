#pragma once

#include "binet/csv/csv.hpp"
#include "io/text_format.hpp"

#include <string>
#include <vector>

namespace binet::detail {

/// The format in which to read a file as CSV text. `more`: files whose records follow.
inline TextFormat text_format(const CsvOptions& options, const std::vector<std::string>& more = {}) {
  return {.encoding = options.encoding,
          .quote = options.quote,
          .escape = options.escape,
          .comment = options.comment,
          .delimiter = options.delimiter,
          .query = options.query,
          .more = more,
          .header = options.header,
          .limits = options.limits};
}

}  // namespace binet::detail
