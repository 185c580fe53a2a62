#pragma once

#include "binet/io/byte_source.hpp"
#include "binet/io/input_limits.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What stands for a missing value unless an option says otherwise, in any column and in columns of numbers alone.
std::vector<std::string> missing_words();
std::vector<std::string> missing_number_words();

/// How a CSV file is to be read. RFC 4180 with LF, CRLF or CR, an optional byte-order mark, and empty lines skipped but
/// where there is one column. Blanks before an opening quote and behind a closing one do not count. A quote inside a
/// field that does not start with one is text; blanks around such a field belong to it. Lines above the header that are
/// comments (#) or titles, of one field where the records have more, are skipped; the line sep=; gives the delimiter.
struct CsvOptions {
  std::optional<char> delimiter = {};  ///< absent: found among comma, semicolon, tab and pipe from the first records
  std::vector<std::string> named = {};  ///< columns that are asked for: a delimiter that finds them all is preferred
  std::size_t skip_lines = 0;           ///< at the start of the file
  bool rename_duplicates = false;       ///< the second column called x is x_2; otherwise an error
  bool fill_short_rows = false;         ///< a row of too few fields has missing cells at its end; otherwise an error
  std::optional<char> quote = {};   ///< instead of "
  std::optional<char> escape = {};  ///< takes the next character as text, in quotes and outside
  std::string comment = {};         ///< lines that begin with it are empty ones; empty: there are none
  std::string encoding = {};  ///< as "latin1"; empty: UTF-8, or UTF-16 where a byte-order mark tells it
  std::string query = {};  ///< on a file that is an SQLite database; empty: it is text
  bool header = true;                  ///< without one, columns are named c1, c2, …
  /// Unquoted or quoted, a field with one of these texts is a missing value. Compared without surrounding blanks,
  /// letters in any case.
  std::vector<std::string> missing = missing_words();
  /// In a column of numbers these are too; among categories they are levels.
  std::vector<std::string> missing_numbers = missing_number_words();
  InputLimits limits = {};  ///< kept by the readers of tables, not by CsvReader

  /// The usual words, or if given `only` these and an empty cell; and `more` beside them.
  void set_missing(const std::optional<std::vector<std::string>>& only, const std::vector<std::string>& more);
};

/// Which notations of numbers and dates a column of text may be read in.
struct NotationOptions {
  std::string decimal = "auto";     ///< auto, "." or ","
  std::string thousands = "auto";   ///< auto, none, ",", ".", " " or "'"
  std::string date_order = "auto";  ///< auto, ymd, dmy or mdy
  bool dates = true;                ///< false: columns of dates are categories
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
