#include "base/counted.hpp"
#include "base/interrupt.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "cli/explain_text.hpp"
#include "cli/fold_importance.hpp"
#include "cli/format_text.hpp"
#include "cli/labelled_file.hpp"
#include "cli/model_summary.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/training_tables.hpp"
#include "eval/prediction_summary.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "model/member.hpp"

#include <algorithm>

namespace binet {
namespace {

constexpr Index kQuickRows = 100000, kNetworkRows = 5000, kEffectDataRows = 1000;
constexpr double kCorrelated = 0.8;

struct ExplainFlags {
  std::string model, output = "-", format = "text", columns;
  LabelledReading reading;
  std::vector<std::string> groups;
  int repeats = 5, folds = 0;
  Index rows = 0;
  std::uint64_t seed = 1;
  std::size_t values = 20;
  bool quiet = false;
  int threads = 0;
};

/// At most `most` of the rows, evenly spaced.
LabelledFile thinned(LabelledFile rows, Index most) {
  const Index all = std::ssize(rows.rows);
  if (all <= most) return rows;
  std::vector<Index> places;
  for (Index i = 0; i < most; ++i) places.push_back(i * all / most);
  return std::move(rows).some(places);
}

bool is_hash_of(const Table& table, const Classifier& model) {
  return format_text("%016llx", static_cast<unsigned long long>(table.hash)) == model.report.data_hash;
}

std::string describe_rows(Index used, Index all, const char* example) {
  const std::string some = counted(used, example);
  return used == all ? some : some.substr(0, some.find(' ')) + " of " + counted(all, example);
}

std::string explain_importance(const ExplainFlags& flags, const Classifier& model, const LabelledFile& rows,
                               const std::string& described) {
  ImportanceSettings settings{.repeats = flags.repeats, .seed = flags.seed};
  for (const std::string& group : flags.groups) settings.groups.push_back(split_list(group, "--group-columns"));
  ImportanceFigures figures{described, 0, flags.repeats, {}, {}};
  figures.log_loss = metric("log_loss").evaluate(rows.score(model).view());
  figures.items = column_importance(model, rows.table, rows.rows, rows.target, rows.weight, settings);
  figures.correlated = correlated_columns(model, rows.table, rows.rows, kCorrelated);
  return write_importance(figures, flags.format);
}

/// The form of the file as in training, unless a flag says otherwise.
void read_with(const ReadingFlags& given, const Classifier& model, DataConfig& data) {
  CsvFormat format = csv_options(model.csv, given);
  if (given.delimiter.empty()) format.delimiter = data.delimiter;
  if (given.encoding.empty()) format.encoding = data.encoding;
  if (given.query.empty()) format.query = data.query;
  if (given.skip_lines == 0) format.skip_lines = data.skip_lines;
  static_cast<CsvFormat&>(data) = format;
  if (given.max_record != ReadingFlags().max_record) data.max_record = given.max_record;
  if (!given.max_input.empty()) data.max_input = given.max_input;
}

/// Importance on the training file: models with the same settings each leave out a fold.
std::string explain_by_folds(const ExplainFlags& flags, const Classifier& model) {
  Config config;
  read_config(model.report.settings, flags.model + ": config", "", config);
  config.data.train = flags.reading.data;
  config.data.more.clear();
  config.data.valid.clear();
  config.training.memory = flags.reading.memory;
  config.data.drop_missing |= flags.reading.drop_missing;
  config.data.drop_unlabelled |= flags.reading.drop_unlabelled;
  read_with(flags.reading.reading, model, config.data);
  const Table table = read_training_table(config);
  if (!flags.quiet && !is_hash_of(table, model)) {
    std::cerr << shown_name(flags.reading.data) + ": not the file that the model was trained on\n";
  }
  ImportanceSettings settings{.repeats = flags.repeats, .seed = flags.seed};
  for (const std::string& group : flags.groups) settings.groups.push_back(split_list(group, "--group-columns"));
  catch_interrupts();
  const FoldImportance found =
      fold_importance(config, table, flags.folds, settings, {.stop_requested = stop_requested});
  const std::string described = counted(found.rows, example_name(model)) + ", " + found.described;
  ImportanceFigures figures{described, found.log_loss, flags.repeats, found.items, {}};
  return write_importance(figures, flags.format);
}

std::string explain_columns(const ExplainFlags& flags, const std::vector<std::string>& names, const Classifier& model,
                            const LabelledFile& rows, const std::string& described) {
  const std::string& positive = model.schema.target.positive;
  std::vector<ColumnValues> values;
  for (const std::string& name : names) {
    values.push_back(column_values(model, rows.table, rows.rows, name, flags.values));
  }
  if (values.size() == 2) {
    return write_surface({described, positive, values[0], values[1],
                          effect_surface(model, rows.table, rows.rows, values[0], values[1])},
                         flags.format);
  }
  EffectFigures figures{described, positive, values[0], {}, {}};
  figures.partial = partial_effect(model, rows.table.gather(rows.rows), *values[0].schema, values[0].numbers,
                                   values[0].levels);
  if (figures.partial.numeric) figures.accumulated = accumulated_effects(model, rows.table, rows.rows, values[0]);
  return write_effect(figures, flags.format);
}

ExitStatus run_explain(const ExplainFlags& flags) {
  set_thread_count(flags.threads);
  RunFiles()
      .reads(flags.model, "the model")
      .reads(flags.reading.data, "the data")
      .writes(flags.output, "the explanation")
      .check();
  check_writable(flags.output);
  const std::vector<std::string> columns =
      flags.columns.empty() ? std::vector<std::string>() : split_list(flags.columns, "--column");
  if (columns.size() > 2) throw UsageError("--column: expected one column, or two for a surface");
  if (columns.size() == 2 && columns[0] == columns[1]) throw UsageError("--column: expected two different columns");
  const Classifier model = load_model(flags.model);
  if (!columns.empty() && model.schema.sequence.used()) {
    throw UsageError("--column does not apply to models of sequences: a row has no prediction without those before it; "
                     "expected a model of rows");
  }
  if (flags.folds > 0) {
    if (!columns.empty()) throw UsageError("--folds is for importance; it does not apply to --column");
    write_file(flags.output, explain_by_folds(flags, model));
    return ExitStatus::done;
  }
  LabelledReading reading = flags.reading;
  reading.needs_target = columns.empty();
  LabelledFile rows = read_labelled_file(reading, model);
  const Index all = std::ssize(rows.rows);
  const bool quick = model.members.size() == 1 && model.members[0].network.hidden().empty();
  const Index usual = !columns.empty() ? kEffectDataRows : quick ? kQuickRows : kNetworkRows;
  rows = thinned(std::move(rows), flags.rows > 0 ? flags.rows : usual);
  const std::string described = describe_rows(std::ssize(rows.rows), all, example_name(model));
  if (!flags.quiet && rows.trained_on && columns.empty()) {
    std::cerr
        << shown_name(flags.reading.data) +
               ": the model was trained on this file: columns that it overfits look more important than they are; "
               "explain it on rows that it has not seen, or give --folds 5\n";
  }
  write_file(flags.output, columns.empty() ? explain_importance(flags, model, rows, described)
                                           : explain_columns(flags, columns, model, rows, described));
  return ExitStatus::done;
}

}  // namespace

Action declare_explain(CommandParser app) {
  const auto flags = std::make_shared<ExplainFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->reading.data, "CSV file; with the target, unless --column is given")
      .type_name("FILE")
      .required();
  app.add_option("--column", flags->columns,
                 "effect of this column on the probability; two, as COL,COL, give a surface")
      .type_name("COLUMN");
  app.add_option("--group-columns", flags->groups,
                 "also shuffle these columns together, as COL,COL,...; may be repeated")
      .type_name("COL,COL,...");
  app.add_option("--format", flags->format, "text, csv, json or svg")
      .type_name("NAME")
      .one_of({"text", "csv", "json", "svg"})
      .shown_default();
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  app.add_option("--repeats", flags->repeats, "how many times each column is shuffled")
      .in_range(1, 10000)
      .shown_default();
  app.add_option("--folds", flags->folds,
                 "importance on the training file by models that have not seen the rows: one model per fold, trained "
                 "on the other folds with the settings of MODEL")
      .in_range(2, 1000);
  app.add_option("--values", flags->values, "number of values of a column to show")
      .in_range(2, 1000)
      .shown_default();
  app.add_option(
         "--rows", flags->rows,
         "number of rows to use, evenly spaced; default: 100000 for logistic regression, 5000 for networks, 1000 "
         "for --column")
      .positive();
  app.add_option("--seed", flags->seed, "seed of the shuffling").shown_default();
  add_labelled_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only the explanation and errors");
  return [flags] { return run_explain(*flags); };
}

}  // namespace binet
