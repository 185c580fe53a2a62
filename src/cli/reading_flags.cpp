#include "cli/reading_flags.hpp"

#include "base/byte_count.hpp"
#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "cli/training_tables.hpp"

namespace binet {

std::string check_probability(const std::string& text) {
  double number = 0;
  return parse_number(text, number) && number >= 0 && number <= 1
             ? std::string()
             : "expected a number from 0 to 1, found '" + text + "'";
}

std::string check_byte_count(const std::string& text) {
  try {
    parse_byte_count(text);
    return {};
  } catch (const UsageError& error) {
    return error.what();
  }
}

std::string shown_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

void add_reading_flags(CommandParser app, ReadingFlags& flags) {
  app.add_option("--delimiter", flags.delimiter, "field separator; default: detected").type_name("C");
  app.add_option("--encoding", flags.encoding,
                 "text encoding, such as latin1; default: UTF-8, or UTF-16 with a byte-order mark")
      .type_name("NAME");
  app.add_option("--query", flags.query, "SELECT statement whose result is the table; the file is an SQLite database")
      .type_name("SQL");
  app.add_option("--skip-lines", flags.skip_lines, "number of lines to skip at the start of the file");
  app.add_flag("--no-header", flags.no_header, "the file has no header: columns are named c1, c2, ...");
  app.add_option("--max-record", flags.max_record, "largest record, such as 64M or 1G; a longer one is an error")
      .type_name("SIZE")
      .check(check_byte_count)
      .shown_default();
  app.add_option("--max-input", flags.max_input, "largest table after decompression, such as 20G; more is an error")
      .type_name("SIZE")
      .check(check_byte_count);
}

void add_memory_flag(CommandParser app, std::string& size) {
  app.add_option("--memory", size, "approximate memory limit, e.g. 512M: the rest goes to temporary files")
      .type_name("SIZE")
      .check(check_byte_count);
}

void limit_memory(const std::string& size) {
  set_memory_limit(size.empty() ? 0 : parse_byte_count(size));
}

CsvOptions csv_options(const CsvOptions& training, const ReadingFlags& flags) {
  CsvOptions options = training;
  options.delimiter.reset();
  options.encoding = flags.encoding;
  options.query = flags.query;
  options.skip_lines = flags.skip_lines;
  options.header = training.header && !flags.no_header;
  const bool is_tab = flags.delimiter == "\\t" || flags.delimiter == "tab";
  const std::string delimiter = is_tab ? "\t" : flags.delimiter;
  if (delimiter.size() > 1) throw UsageError("--delimiter: expected one character, found " + flags.delimiter);
  if (!delimiter.empty()) options.delimiter = delimiter[0];
  options.limits = input_limits(flags.max_record, flags.max_input);
  return options;
}

}  // namespace binet
