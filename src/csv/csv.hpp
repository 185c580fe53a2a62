#pragma once

#include "binet/csv/csv_options.hpp"
#include "io/byte_source.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// One record; the views are valid until the next call of next().
struct CsvRecord {
  std::vector<std::string_view> fields;  ///< unquoted, with "" replaced by "
  std::size_t line = 0;                  ///< where the record starts, counted from 1
};

/// Reads one record after another in constant memory. Every record has as many fields as the first. An empty column
/// name becomes c1, c2, … by its position. Throws Error "FILE:LINE: …" for a duplicate column name, a row of different
/// length, an unclosed quote (with the line that opens it), text after a closing quote, a NUL byte, or invalid UTF-8.
class CsvReader {
 public:
  CsvReader(std::unique_ptr<ByteSource>, const CsvOptions&);
  /// Continues after records that have already been read: `line` is the line of the file that follows, `header` the
  /// names.
  CsvReader(std::unique_ptr<ByteSource>, char delimiter, std::vector<std::string> header, std::size_t line);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;

  const std::vector<std::string>& header() const;
  char delimiter() const;
  const std::string& source_name() const;
  /// Returns false at the end.
  bool next(CsvRecord&);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// True if the whole field, without surrounding blanks, is a finite decimal number: digits with an optional sign, point
/// and exponent. "inf", "nan", hexadecimal and 1e999 are not. `value` is the nearest double.
bool parse_number(std::string_view field, double& value);

}  // namespace binet
