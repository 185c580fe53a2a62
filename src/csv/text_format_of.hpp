#pragma once

#include "csv/csv.hpp"
#include "csv/preamble.hpp"
#include "io/text_format.hpp"

#include <string>
#include <vector>

namespace binet::detail {

/// The format in which to read a file as CSV text. `more`: files whose records follow.
inline TextFormat text_format(const CsvOptions& options, const std::vector<std::string>& more = {}) {
  const auto find = [options](std::string_view bytes, const std::string& source, bool complete) {
    return find_header_record(bytes, options, source, complete);
  };
  return {.encoding = options.encoding,
          .quote = options.quote,
          .escape = options.escape,
          .comment = options.comment,
          .delimiter = options.delimiter,
          .query = options.query,
          .more = more,
          .find_header = options.header && !more.empty() ? FindHeader(find) : FindHeader(),
          .limits = options.limits};
}

}  // namespace binet::detail
