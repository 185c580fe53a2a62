#pragma once

#include "csv/csv.hpp"
#include "io/region_source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace binet::detail {

/// The names of a file's columns, and the position of the data.
struct Header {
  std::vector<std::string> names;
  char delimiter = ',';
  const char* data = nullptr;  ///< begin of the data in the region
  std::size_t line = 1;        ///< line on which the data begin
  bool row_names = false;      ///< the first column has no name in the file: it contains row names
  std::string remark;          ///< on skipped lines above the header and on its names; may be empty
};

/// Reads or generates the header; empty if the region ends inside it and is not complete. Throws Error for an invalid
/// header.
std::optional<Header> read_header(const Region&, const CsvOptions&, const std::string& source);

}  // namespace binet::detail
