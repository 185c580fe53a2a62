#pragma once

#include "binet/io/byte_source.hpp"
#include "binet/io/input_limits.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// How a CSV file is to be read. RFC 4180 with LF or CRLF, an optional byte-order mark, and empty lines skipped.
/// A quote inside a field that does not start with one is text; blanks around a field belong to it.
struct CsvOptions {
  std::optional<char> delimiter = {};  ///< absent: found among comma, semicolon, tab and pipe from the first records
  bool header = true;                  ///< without one, columns are named c1, c2, …
  /// Unquoted or quoted, a field with one of these texts is a missing value. Compared without surrounding blanks,
  /// letters in any case.
  std::vector<std::string> missing = {"", "NA", "N/A", "NaN", "null", "?"};
  InputLimits limits = {};  ///< kept by the readers of tables, not by CsvReader
};

/// One record; the views hold until the next call of next().
struct CsvRecord {
  std::vector<std::string_view> fields;  ///< unquoted, "" already turned into "
  std::size_t line = 0;                  ///< where the record starts, from 1
};

/// Reads records one after another, in constant memory. Every record has as many fields as the first.
/// An empty column name becomes c1, c2, … by its place. Throws Error "FILE:LINE: …" for a name that stands twice, a
/// ragged row, an unclosed quote (naming the line it opened on), text after a closing quote, a NUL byte, or invalid
/// UTF-8.
class CsvReader {
 public:
  CsvReader(std::unique_ptr<ByteSource>, const CsvOptions&);
  /// Goes on behind records that somebody else has read, at a line of the file whose header that was.
  CsvReader(std::unique_ptr<ByteSource>, char delimiter, std::vector<std::string> header, std::size_t line);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;

  const std::vector<std::string>& header() const;
  char delimiter() const;
  const std::string& source_name() const;
  /// False at the end.
  bool next(CsvRecord&);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// True if the whole field, blanks around it aside, is a finite decimal number: digits with an optional sign, point and
/// exponent. "inf", "nan", hexadecimal and 1e999 are not. The value is the nearest double.
bool parse_number(std::string_view field, double& value);

}  // namespace binet
