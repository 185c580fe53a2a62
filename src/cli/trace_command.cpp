#include "base/counted.hpp"
#include "base/printable.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/gate_trace.hpp"
#include "cli/reading_flags.hpp"
#include "cli/trace_text.hpp"
#include "cli/training_tables.hpp"
#include "config/validate.hpp"
#include "io/byte_source.hpp"
#include "io/output_file.hpp"
#include "json/json_text.hpp"
#include "train/terms.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace binet {
namespace {

constexpr std::string_view kOwnFlags[] = {"training.epochs", "training.batch_size", "output.model"};
constexpr int kMostDigits = 17, kMostEpochs = 1'000'000;

struct TraceFlags {
  explicit TraceFlags(CommandParser app)
      : first(app.add_option("MODEL", source, "model file, or config of an untrained network; may be left out")
                  .type_name("FILE")),
        config(app, {}, kOwnFlags) {}
  std::string source;
  Flag first;
  ConfigFlags config;
  std::string rows = "1";
  TraceOptions trace;
  TraceTextOptions text;
  std::vector<std::size_t> frozen;  ///< from 1
  std::size_t member = 1;
  bool json = false;
};

enum class Source { none, config, model };

/// The kind of the first file by its content: JSON with a format is a model, other JSON a config.
Source kind_of(const std::string& path) {
  std::error_code unknown;
  if (path.empty() || !std::filesystem::is_regular_file(path, unknown)) return Source::none;
  const std::string text = read_all(path);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '/')) return Source::none;
  const Json json = parse_json(text, path, JsonComments::allowed);
  return json.is_object() && json.contains("format") ? Source::model : Source::config;
}

Index parse_row(const std::string& text, Index rows, const std::string& list) {
  Index row = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (failed != std::errc() || end != text.data() + text.size() || row < 1) {
    throw UsageError("--row " + list + ": expected row numbers from 1, as 3, 1,4, 2-5 or all");
  }
  if (row > rows) {
    throw UsageError("--row " + list + ": the file has " + counted(rows, "row"));
  }
  return row - 1;
}

/// "3", "1,4", "2-5", "all"; the rows returned count from 0.
std::vector<Index> parse_rows(const std::string& list, Index rows) {
  std::vector<Index> found;
  if (list == "all") {
    for (Index row = 0; row < rows; ++row) found.push_back(row);
    return found;
  }
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string item = list.substr(begin, end - begin);
    const std::size_t dash = std::min(item.find('-'), item.size());
    const Index first = parse_row(item.substr(0, dash), rows, list);
    const Index last = dash == item.size() ? first : parse_row(item.substr(dash + 1), rows, list);
    for (Index row = first; row <= last; ++row) found.push_back(row);
    begin = end + 1;
  }
  if (found.empty()) throw UsageError("--row " + list + ": expected at least one row");
  return found;
}

void print(const TraceFlags& flags, const TraceSubject& subject, const Table& table) {
  TraceOptions options = flags.trace;
  for (const std::size_t layer : flags.frozen) {
    if (layer < 1 || layer > subject.network.layer_count()) {
      throw UsageError("--freeze " + std::to_string(layer) + ": expected layers from 1 to " +
                       std::to_string(subject.network.layer_count()) + ", the output layer last");
    }
    options.frozen.push_back(layer - 1);
  }
  const std::vector<TraceStep> steps = run_trace(subject, options);
  write_file("-", flags.json ? print_json(trace_to_json(subject, steps)) + "\n"
                             : printable(print_trace(subject, table, steps, flags.text), true));
}

/// Traces a model of sequences: the gates over the sequence that contains a row.
void trace_sequence(const TraceFlags& flags, const Classifier& model, const Config& config) {
  const TraceOptions& options = flags.trace;
  if (options.epochs != 1 || options.batch_size || options.numeric || !flags.frozen.empty()) {
    throw UsageError("the trace of a model of sequences shows its gates: expected only --row, --all and --json");
  }
  if (flags.rows == "all" || flags.rows.find_first_of(",-") != std::string::npos) {
    throw UsageError("--row " + flags.rows + ": expected one row, whose sequence is traced");
  }
  const GateTrace gates = trace_gates(model, config.data.train, csv_options(model.csv, reading_flags(config.data)),
                                      parse_row(flags.rows, std::numeric_limits<Index>::max(), flags.rows));
  write_file(
      "-", flags.json ? print_json(gates_to_json(gates)) + "\n" : printable(print_gates(gates, flags.text.all), true));
}

void trace_saved(const TraceFlags& flags, const std::string& path) {
  const Classifier model = load_model(path);
  Config config;
  read_config(model.report.settings, path, "", config);
  config.data.train.clear();
  static_cast<CsvFormat&>(config.data) = {};  // the flags are left
  config.model.weights.clear();
  flags.config.apply(config);
  if (config.data.train.empty()) throw UsageError("no data: expected binet trace MODEL DATA");
  if (model.schema.sequence.used()) return trace_sequence(flags, model, config);
  TableOptions options;
  options.csv = csv_options(model.csv, reading_flags(config.data));
  Table table = read_table(config.data.train, read_as(model.schema, options));
  prepare_terms_of(model, table);
  print(flags, trace_model(model, flags.member - 1, config, table, parse_rows(flags.rows, table.rows)), table);
}

void trace_untrained(const TraceFlags& flags, const std::string& config_path, const std::string& data) {
  const Config config = flags.config.load_unvalidated(config_path, data);
  if (!config.data.sequence.empty()) {
    throw UsageError("the trace of sequences is of a trained model: binet trace MODEL DATA --row N");
  }
  validate(config);
  const Table table = read_training_table(config);
  print(flags, trace_start(config, table, parse_rows(flags.rows, table.rows)), table);
}

bool data_given(const ConfigFlags& flags) {
  return std::ranges::any_of(flags.assignments(), [](const Assignment& given) { return given.key == "data.train"; });
}

ExitStatus trace(const TraceFlags& flags) {
  if (flags.trace.epochs < 1 || flags.trace.epochs > kMostEpochs) {
    throw UsageError("--epochs: expected a number from 1 to " + std::to_string(kMostEpochs));
  }
  set_thread_count(1);
  const Source kind = flags.config.config_path().empty() ? kind_of(flags.source) : Source::none;
  const bool of_two_files = flags.config.config_path().empty() && !flags.source.empty() && data_given(flags.config);
  if (kind == Source::model || (kind == Source::none && of_two_files)) {  // loading says what the first file is instead
    trace_saved(flags, flags.source);
  } else if (kind == Source::config) {
    trace_untrained(flags, flags.source, "");
  } else {
    trace_untrained(flags, flags.config.config_path(), flags.source);
  }
  return ExitStatus::done;
}

}  // namespace

Action declare_trace(CommandParser app) {
  const auto flags = std::make_shared<TraceFlags>(app);
  app.add_option(
         "--row", flags->rows,
         "rows to trace, from 1: 3, 1,4, 2-5 or all; several are one batch; for a model of sequences, a row of the "
         "sequence whose gates are shown")
      .type_name("ROWS")
      .shown_default();
  app.add_option("--epochs", flags->trace.epochs, "passes over these rows, with an update after each batch")
      .type_name("N")
      .shown_default();
  app.add_option("--batch-size", flags->trace.batch_size, "rows per update, in the order given; default: all")
      .type_name("N")
      .positive();
  app.add_option("--freeze", flags->frozen, "layers that are not updated, from 1, as 1 or 1,2")
      .type_name("LAYERS")
      .delimiter(',');
  app.add_flag("--check", flags->trace.numeric, "show the numeric derivative beside each gradient");
  app.add_option("--digits", flags->text.digits, "significant digits")
      .type_name("N")
      .in_range(2, kMostDigits)
      .shown_default();
  app.add_flag("--all", flags->text.all, "print every unit and parameter of large layers");
  app.add_option("--member", flags->member, "which network of a model, from 1").positive();
  app.add_flag("--json", flags->json, "print one JSON object with every number");
  return [flags] {
    const std::string& config = flags->config.config_path();
    return flags->config.run([&] { return trace(*flags); }, config.empty() ? flags->source : config);
  };
}

}  // namespace binet
