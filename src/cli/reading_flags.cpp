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
  app.add_option("--quote", flags.quote, "quote character; default: as in training").type_name("C");
  app.add_option("--escape", flags.escape, "character that escapes the next one; default: as in training")
      .type_name("C");
  app.add_option("--comment", flags.comment, "skip lines that begin with this text; default: as in training")
      .type_name("TEXT");
  app.add_flag("--rename-duplicates", flags.rename_duplicates,
               "rename a second column x to x_2; otherwise duplicates are an error");
  app.add_flag("--fill-short-rows", flags.fill_short_rows,
               "fill rows with too few fields with missing cells; otherwise they are an error");
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

ReadingFlags reading_flags(const DataConfig& config) {
  const auto text = [](std::optional<char> character) { return std::string(character ? 1 : 0, character.value_or(0)); };
  ReadingFlags flags;
  flags.delimiter = text(config.delimiter);
  flags.encoding = config.encoding;
  flags.query = config.query;
  flags.skip_lines = config.skip_lines;
  flags.quote = text(config.quote);
  flags.escape = text(config.escape);
  flags.comment = config.comment;
  flags.no_header = !config.header;
  flags.rename_duplicates = config.rename_duplicates;
  flags.fill_short_rows = config.fill_short_rows;
  flags.max_record = config.max_record;
  flags.max_input = config.max_input;
  return flags;
}

namespace {

/// The character of a flag; absent if the flag was not given.
std::optional<char> one_character(const char* flag, const std::string& text) {
  if (text.size() > 1) throw UsageError(std::string(flag) + ": expected one character, found " + text);
  return text.empty() ? std::nullopt : std::optional(text[0]);
}

}  // namespace

CsvOptions csv_options(const CsvOptions& training, const ReadingFlags& flags) {
  CsvOptions options = training;
  const bool is_tab = flags.delimiter == "\\t" || flags.delimiter == "tab";
  options.delimiter = is_tab ? '\t' : one_character("--delimiter", flags.delimiter);
  options.encoding = flags.encoding;
  options.query = flags.query;
  options.skip_lines = flags.skip_lines;
  if (const auto quote = one_character("--quote", flags.quote)) options.quote = quote;
  if (const auto escape = one_character("--escape", flags.escape)) options.escape = escape;
  if (!flags.comment.empty()) options.comment = flags.comment;
  options.header = training.header && !flags.no_header;
  options.rename_duplicates = training.rename_duplicates || flags.rename_duplicates;
  options.fill_short_rows = training.fill_short_rows || flags.fill_short_rows;
  options.limits = input_limits(flags.max_record, flags.max_input);
  return options;
}

}  // namespace binet
