#include "cli/training_tables.hpp"

#include "base/byte_count.hpp"
#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"

#include <algorithm>

namespace binet {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Every column has one part to play.
void check_parts(const DataConfig& config) {
  if (contains(config.ignore, config.target)) throw UsageError("the target " + config.target + " is among the ignored");
  if (config.weight == config.target) throw UsageError("column " + config.target + " is named as target and as weight");
  for (const auto& [part, name] : {std::pair{"group", config.group}, std::pair{"time", config.time}}) {
    if (!name.empty() && (name == config.target || name == config.weight)) {
      throw UsageError("column " + name + " is named as " + (name == config.target ? "target" : "weight") + " and as " +
                       part);
    }
  }
  if (!config.group.empty() && !config.time.empty()) throw UsageError("group and time: give one, or the other");
  for (const std::string& name : config.numeric) {
    if (contains(config.categorical, name)) throw UsageError("column " + name + " is named as numeric and categorical");
  }
}

}  // namespace

TableOptions table_options(const DataConfig& config) {
  TableOptions options;
  options.csv.delimiter = config.delimiter;
  options.csv.header = config.header;
  options.csv.missing = config.missing;
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
  check_parts(config.data);
  const std::string& memory = config.training.memory;
  set_memory_limit(memory.empty() ? 0 : parse_byte_count(memory, "training.memory"));
  return read_table(config.data.train, table_options(config.data));
}

}  // namespace binet
