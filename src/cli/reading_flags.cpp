#include "reading_flags.hpp"

#include "binet/error.hpp"

namespace binet {

void add_reading_flags(CLI::App& app, ReadingFlags& flags) {
  app.add_option("--delimiter", flags.delimiter, "what separates fields; found from the file unless given");
  app.add_flag("--no-header", flags.no_header, "the first record is data; columns are named c1, c2, ...");
}

CsvOptions csv_options(const DataConfig& training, const ReadingFlags& flags) {
  CsvOptions options;
  options.missing = training.missing;
  options.header = training.header && !flags.no_header;
  const std::string delimiter = flags.delimiter == "\\t" ? "\t" : flags.delimiter;
  if (delimiter.size() > 1) throw UsageError("--delimiter: expected one character, found " + flags.delimiter);
  if (!delimiter.empty()) options.delimiter = delimiter[0];
  return options;
}

}  // namespace binet
