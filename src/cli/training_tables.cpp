#include "cli/training_tables.hpp"

#include "base/byte_count.hpp"
#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"

#include <algorithm>

namespace binet {

InputLimits input_limits(const std::string& record, const std::string& input) {
  return {.record = parse_byte_count(record), .input = input.empty() ? 0 : parse_byte_count(input)};
}

TableOptions table_options(const DataConfig& config) {
  TableOptions options;
  options.csv.delimiter = config.delimiter;
  options.csv.header = config.header;
  options.csv.missing = config.missing;
  options.csv.limits = input_limits(config.max_record, config.max_input);
  options.ignore = config.ignore;
  for (const std::string& used : {config.weight, config.group, config.time}) std::erase(options.ignore, used);
  options.categorical = config.categorical;
  options.numeric = config.numeric;
  options.exact.push_back(config.target);
  for (const std::string& used : {config.weight, config.group, config.time}) {
    if (!used.empty()) options.exact.push_back(used);
  }
  return options;
}

std::optional<Table> read_validation_table(const Config& config) {
  if (config.data.valid.empty()) return std::nullopt;
  DataConfig data = config.data;
  data.group = data.time = "";
  return read_table(data.valid, table_options(data));
}

Table read_training_table(const Config& config) {
  if (config.data.train.empty()) throw UsageError("no data: give a CSV file, or data.train in a config");
  if (config.data.target.empty()) throw UsageError("no target: give --target COLUMN, or data.target in a config");
  const std::string& memory = config.training.memory;
  set_memory_limit(memory.empty() ? 0 : parse_byte_count(memory));
  return read_table(config.data.train, table_options(config.data));
}

}  // namespace binet
