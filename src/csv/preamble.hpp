#pragma once

#include "csv/csv.hpp"
#include "csv/layout.hpp"
#include "io/text_format.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet::detail {

/// The lines of a file above its header: skipped lines, a sep= line, comments and titles.
struct Preamble {
  std::string_view bytes;          ///< from the header on; empty lines may precede it
  std::size_t line = 1;            ///< the line on which they begin
  char delimiter = ',';            ///< of the header and the records
  std::string skipped;             ///< the first comment or title
  std::size_t skipped_lines = 0;   ///< number of comments and titles
};

/// `bytes`: of the file from its start; `complete`: all of them; `source`: the name of the file in errors. Throws Error
/// if the file has fewer lines than CsvOptions::skip_lines.
Preamble find_preamble(std::string_view bytes, const CsvOptions&, const std::string& source, bool complete);

/// The first line of these bytes, without its end.
std::string_view line_of(std::string_view bytes);

/// The shapes of the first records of these bytes.
std::vector<RecordShape> shapes_of(std::string_view bytes, char delimiter, bool complete);

/// True for a line that only underlines a header, as "-----+-----" or "|:---|---:|".
bool is_rule(std::string_view line, char delimiter);

/// The header record among the first bytes of a file; empty if it does not end among them. Throws Error as
/// find_preamble().
std::optional<HeaderRecord> find_header_record(std::string_view bytes, const CsvOptions&, const std::string& source,
                                               bool complete);

}  // namespace binet::detail
