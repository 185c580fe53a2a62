#include "training_tables.hpp"

#include "binet/error.hpp"

namespace binet {

TableOptions table_options(const DataConfig& config) {
  TableOptions options;
  options.csv.delimiter = config.delimiter;
  options.csv.header = config.header;
  options.csv.missing = config.missing;
  options.ignore = config.ignore;
  options.categorical = config.categorical;
  options.numeric = config.numeric;
  options.exact.push_back(config.target);
  if (!config.weight.empty()) options.exact.push_back(config.weight);
  return options;
}

Table read_training_table(const Config& config) {
  if (config.data.train.empty()) throw UsageError("no data: give a CSV file, or data.train in a config");
  if (config.data.target.empty()) throw UsageError("no target: give --target COLUMN, or data.target in a config");
  return read_table(config.data.train, table_options(config.data));
}

}  // namespace binet
