#pragma once

#include "binet/io/input_limits.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace binet {

/// Texts that mean a missing value by default: in any column, and only in numeric columns.
std::vector<std::string> missing_words();
std::vector<std::string> missing_number_words();

/// The form of a CSV file.
struct CsvFormat {
  std::optional<char> delimiter = {};  ///< absent: detected from the first records: comma, semicolon, tab or pipe
  bool header = true;                  ///< false: columns are named c1, c2, …
  std::size_t skip_lines = 0;          ///< to skip at the start of the file
  bool rename_duplicates = false;      ///< name a second column x "x_2"; otherwise duplicates are an error
  bool fill_short_rows = false;        ///< fill a row with too few fields with missing cells; otherwise it is an error
  std::optional<char> quote = {};      ///< instead of "
  std::optional<char> escape = {};     ///< makes the next character text, inside and outside quotes
  std::string comment = {};            ///< lines that begin with it are skipped; empty: no comments
  std::string encoding = {};           ///< as "latin1"; empty: UTF-8, or UTF-16 if a byte-order mark says so
  std::string query = {};              ///< for a file that is an SQLite database; empty: the file is text
};

/// How to read a CSV file: RFC 4180 with LF, CRLF or CR and an optional byte-order mark. Empty lines are skipped unless
/// the file has one column. Blanks before an opening quote and after a closing one are ignored. A quote inside an
/// unquoted field is text, and blanks around such a field belong to it. Comments (#) and titles (one field where
/// records have more) above the header are skipped; a line "sep=;" sets the delimiter.
struct CsvOptions : CsvFormat {
  std::vector<std::string> named = {};  ///< columns the caller needs: a delimiter that yields all of them is preferred
  /// A field with one of these texts, quoted or not, is a missing value. Surrounding blanks and letter case are
  /// ignored.
  std::vector<std::string> missing = missing_words();
  /// Texts that are missing values in numeric columns only; among categories they are levels.
  std::vector<std::string> missing_numbers = missing_number_words();
  InputLimits limits = {};  ///< enforced by the table readers, not by CsvReader

  /// Sets `missing` to the usual words, or to `only` and the empty cell if `only` is given; adds `more`. With
  /// `keep_empty`, the empty cell is missing in numeric columns only.
  void set_missing(const std::optional<std::vector<std::string>>& only, const std::vector<std::string>& more,
                   bool keep_empty);
};

/// The notations of numbers and dates in which a text column may be read.
struct NotationOptions {
  std::string decimal = "auto";     ///< auto, "." or ","
  std::string thousands = "auto";   ///< auto, none, ",", ".", " " or "'"
  std::string date_order = "auto";  ///< auto, ymd, dmy or mdy
  bool dates = true;                ///< false: date columns are categories
};

}  // namespace binet
