#include "train/csv_options.hpp"

namespace binet {

CsvOptions csv_options(const DataConfig& config) {
  CsvOptions options;
  options.delimiter = config.delimiter;
  options.header = config.header;
  options.quote = config.quote;
  options.escape = config.escape;
  options.comment = config.comment;
  options.encoding = config.encoding;
  options.query = config.query;
  options.skip_lines = config.skip_lines;
  options.rename_duplicates = config.rename_duplicates;
  options.fill_short_rows = config.fill_short_rows;
  options.set_missing(config.missing_only, config.missing);
  return options;
}

}  // namespace binet
