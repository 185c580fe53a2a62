#pragma once

#include "binet/csv/csv.hpp"
#include "io/region_source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace binet::detail {

/// The names of a file's columns, and where the data begin.
struct Header {
  std::vector<std::string> names;
  char delimiter = ',';
  const char* data = nullptr;  ///< in the region it was read from
  std::size_t line = 1;        ///< on which the data begin
  bool row_names = false;      ///< the first column has no name in the file: it names the rows
  std::string remark;          ///< on lines above it that were skipped, and on its names
};

/// Reads the header, or makes one; nothing if the region ends inside it and is not complete. Throws Error.
std::optional<Header> read_header(const Region&, const CsvOptions&, const std::string& source);

}  // namespace binet::detail
