#include "cli/reading_flags.hpp"

#include "binet/base/error.hpp"

namespace binet {

std::string check_probability(const std::string& text) {
  double number = 0;
  return CLI::detail::lexical_cast(text, number) && number >= 0 && number <= 1
             ? std::string()
             : "expected a number from 0 to 1, found '" + text + "'";
}

std::string shown_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

void add_reading_flags(CLI::App& app, ReadingFlags& flags) {
  app.add_option("--delimiter", flags.delimiter, "field separator; detected unless given");
  app.add_option("--encoding", flags.encoding, "encoding of the text, as latin1; detected unless given: UTF-8 or UTF-16");
  app.add_option("--skip-lines", flags.skip_lines, "lines at the start of the file that are not read");
  app.add_flag("--no-header", flags.no_header, "the file has no header: columns are named c1, c2, ...");
}

CsvOptions csv_options(const CsvOptions& training, const ReadingFlags& flags) {
  CsvOptions options = training;
  options.delimiter.reset();
  options.encoding = flags.encoding;
  options.skip_lines = flags.skip_lines;
  options.header = training.header && !flags.no_header;
  const bool is_tab = flags.delimiter == "\\t" || flags.delimiter == "tab";
  const std::string delimiter = is_tab ? "\t" : flags.delimiter;
  if (delimiter.size() > 1) throw UsageError("--delimiter: expected one character, found " + flags.delimiter);
  if (!delimiter.empty()) options.delimiter = delimiter[0];
  return options;
}

}  // namespace binet
