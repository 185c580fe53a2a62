#include "train/csv_options.hpp"

namespace binet {

CsvOptions csv_options(const DataConfig& config) {
  CsvOptions options;
  static_cast<CsvFormat&>(options) = config;
  options.set_missing(config.missing_only, config.missing, config.keep_empty);
  return options;
}

}  // namespace binet
