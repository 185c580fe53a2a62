#pragma once

#include "binet/io/byte_source.hpp"
#include "binet/io/input_limits.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Texts that mean a missing value by default: in any column, and only in numeric columns.
std::vector<std::string> missing_words();
std::vector<std::string> missing_number_words();

/// How to read a CSV file: RFC 4180 with LF, CRLF or CR and an optional byte-order mark. Empty lines are skipped unless
/// the file has one column. Blanks before an opening quote and after a closing one are ignored. A quote inside an
/// unquoted field is text, and blanks around such a field belong to it. Comments (#) and titles (one field where
/// records have more) above the header are skipped; a line "sep=;" sets the delimiter.
struct CsvOptions {
  std::optional<char> delimiter = {};  ///< absent: detected from the first records: comma, semicolon, tab or pipe
  std::vector<std::string> named = {};  ///< columns the caller needs: a delimiter that yields all of them is preferred
  std::size_t skip_lines = 0;           ///< to skip at the start of the file
  bool rename_duplicates = false;       ///< name a second column x "x_2"; otherwise duplicates are an error
  bool fill_short_rows = false;         ///< fill a row with too few fields with missing cells; otherwise it is an error
  std::optional<char> quote = {};   ///< instead of "
  std::optional<char> escape = {};  ///< makes the next character text, inside and outside quotes
  std::string comment = {};         ///< lines that begin with it are skipped; empty: no comments
  std::string encoding = {};  ///< as "latin1"; empty: UTF-8, or UTF-16 if a byte-order mark says so
  std::string query = {};  ///< for a file that is an SQLite database; empty: the file is text
  bool header = true;                  ///< false: columns are named c1, c2, …
  /// A field with one of these texts, quoted or not, is a missing value. Surrounding blanks and letter case are
  /// ignored.
  std::vector<std::string> missing = missing_words();
  /// Texts that are missing values in numeric columns only; among categories they are levels.
  std::vector<std::string> missing_numbers = missing_number_words();
  InputLimits limits = {};  ///< enforced by the table readers, not by CsvReader

  /// Sets `missing` to the usual words, or to `only` and the empty cell if `only` is given; adds `more`.
  void set_missing(const std::optional<std::vector<std::string>>& only, const std::vector<std::string>& more);
};

/// The notations of numbers and dates in which a text column may be read.
struct NotationOptions {
  std::string decimal = "auto";     ///< auto, "." or ","
  std::string thousands = "auto";   ///< auto, none, ",", ".", " " or "'"
  std::string date_order = "auto";  ///< auto, ymd, dmy or mdy
  bool dates = true;                ///< false: date columns are categories
};

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
