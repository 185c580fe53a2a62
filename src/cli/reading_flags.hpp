#pragma once

#include "binet/config/config.hpp"
#include "cli/command_parser.hpp"
#include "csv/csv.hpp"

#include <optional>
#include <string>

namespace binet {

/// How a file to predict on may differ in format from the training file. What is absent or empty is as in training,
/// except the first line of these, which say something about this file only.
struct ReadingFlags {
  std::string delimiter, encoding, query;  ///< delimiter: one character, \t or tab; empty: detected
  std::size_t skip_lines = 0;
  std::string quote, escape, comment;
  bool no_header = false, rename_duplicates = false, fill_short_rows = false;
  std::string max_record = DataConfig().max_record, max_input;
};

void add_reading_flags(CommandParser, ReadingFlags&);

/// The same from the settings of a command that has the flags of training.
ReadingFlags reading_flags(const DataConfig&);

/// --memory, for commands that keep a whole table.
void add_memory_flag(CommandParser, std::string& size);
/// Sets the memory limit; empty: none.
void limit_memory(const std::string& size);

/// For check(): the error if a text is not a number from 0 to 1; empty if it is.
std::string check_probability(const std::string&);

/// For check(): the error if a text is not a size such as 512M; empty if it is.
std::string check_byte_count(const std::string&);

/// A file's name in errors: "-" is standard input.
std::string shown_name(const std::string& path);

/// Missing values as in training. Throws UsageError for a separator, quote or escape of more than one character.
CsvOptions csv_options(const CsvOptions& training, const ReadingFlags&);

}  // namespace binet
