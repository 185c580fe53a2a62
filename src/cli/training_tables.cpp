#include "cli/training_tables.hpp"

#include "base/byte_count.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/table/table.hpp"
#include "cli/reading_flags.hpp"
#include "csv/text.hpp"
#include "train/csv_options.hpp"
#include "train/terms.hpp"
#include "train/unlabelled_words.hpp"

#include <algorithm>

namespace binet {

InputLimits input_limits(const std::string& record, const std::string& input) {
  return {.record = parse_byte_count(record), .input = input.empty() ? 0 : parse_byte_count(input)};
}

namespace {

/// The columns that have a task of their own besides the target; empty names where there is none.
std::vector<const std::string*> used_columns(const DataConfig& config) {
  return {&config.weight, &config.offset, &config.group, &config.time, &config.sequence, &config.order};
}

/// Every column that the config names, with the setting that names it.
std::vector<std::pair<std::string, std::string>> columns_asked_for(const DataConfig& config) {
  std::vector<std::pair<std::string, std::string>> asked;
  const auto add = [&](const std::string& name, const char* setting) {
    if (!name.empty()) asked.emplace_back(name, setting);
  };
  add(config.target, "data.target");
  add(config.weight, "data.weight");
  add(config.offset, "data.offset");
  add(config.group, "data.group");
  add(config.time, "data.time");
  add(config.sequence, "data.sequence");
  add(config.order, "data.order");
  for (const std::string& name : config.ignore) add(name, "data.ignore");
  for (const std::string& name : config.categorical) add(name, "data.categorical");
  for (const std::string& name : config.numeric) add(name, "data.numeric");
  for (const std::string& name : config.date) add(name, "data.date");
  return asked;
}

}  // namespace

TableOptions table_options(const DataConfig& config) {
  TableOptions options;
  options.csv = csv_options(config);
  options.csv.limits = input_limits(config.max_record, config.max_input);
  options.notation = config;
  options.ignore = config.ignore;
  for (const std::string* used : used_columns(config)) std::erase(options.ignore, *used);
  options.categorical = config.categorical;
  for (const std::string& key : {config.group, config.sequence}) {  // keys are compared as text
    if (!key.empty()) options.categorical.push_back(key);
  }
  options.numeric = config.numeric;
  if (!config.offset.empty()) options.numeric.push_back(config.offset);
  options.date = config.date;
  options.asked_by = columns_asked_for(config);
  for (const auto& [name, setting] : options.asked_by) options.csv.named.push_back(name);
  if (config.target.empty()) return options;
  options.exact.push_back(config.target);
  options.literal.push_back(config.target);
  for (const std::string* used : used_columns(config)) {
    if (!used->empty()) options.exact.push_back(*used);
  }
  return options;
}

std::optional<Table> read_validation_table(const Config& config, const Table& training) {
  if (config.data.valid.empty()) return std::nullopt;
  DataConfig data = config.data;
  data.group = data.time = "";
  TableOptions options = table_options(data);
  for (const Column& column : training.columns) {  // numbers and dates have the same meaning in both
    if (!column.source.notation.empty()) options.sources.emplace_back(column.name, column.source);
  }
  Table table = read_table(data.valid, options);
  prepare_terms_like(training, table);
  return table;
}

namespace {

Table read_files(const Config& config) {
  if (config.data.train.empty()) throw UsageError("no data: give a CSV file, or data.train in a config");
  if (config.data.target.empty()) throw UsageError("no target: give --target COLUMN, or data.target in a config");
  limit_memory(config.training.memory);
  std::vector<std::string> files = {config.data.train};
  files.insert(files.end(), config.data.more.begin(), config.data.more.end());
  TableOptions options = table_options(config.data);
  Table table = read_tables(files, options);
  if (!config.data.drop_unlabelled || config.data.train == "-") return table;
  const std::vector<std::string> words = words_of_unlabelled_rows(table, config.data.target, options.categorical);
  if (words.empty()) return table;
  options.csv.missing_numbers.insert(options.csv.missing_numbers.end(), words.begin(), words.end());
  table = read_tables(files, options);  // types come from the rows that are used
  table.remarks.push_back("in columns of numbers, texts that only rows without a target have are read as missing: " +
                          joined(words, ", ", detail::in_quotes));
  return table;
}

}  // namespace

Table read_training_table(const Config& config) {
  Table table = read_files(config);
  prepare_terms(config, table);
  return table;
}

void read_as_trained(const std::function<void()>& read) {
  try {
    read();
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    const std::string message = error.what();
    const std::size_t advice = std::min(message.find("; --"), message.find(", or --"));
    if (advice == std::string::npos) throw;
    throw Error(message.substr(0, advice) + "; expected the data that the model was trained on");
  }
}

}  // namespace binet
