#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/schema.hpp"
#include "cli/command.hpp"
#include "cli/format_text.hpp"
#include "cli/labelled_file.hpp"
#include "cli/reading_flags.hpp"
#include "cli/run_flags.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "model/member.hpp"
#include "report/figures.hpp"
#include "report/report.hpp"
#include "table/missing_rows.hpp"
#include "table/sequence_labels.hpp"

#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>

namespace binet {
namespace {

struct ReportFlags {
  std::string model, data, output = "report.html", format, figures, memory;
  std::vector<std::string> groups;
  bool no_form = false, drop_missing = false, drop_unlabelled = false, quiet = false;
  int threads = 0;
  ReadingFlags reading;
};

/// The rows without a missing cell in a column of the model.
Table complete_part(const Table& table, const ReportFlags& flags, const Classifier& model) {
  const MissingCells missing(table, model.schema);
  std::vector<Index> rows;
  for (Index row = 0; row < table.rows; ++row) {
    if (!missing.in(row)) rows.push_back(row);
  }
  if (rows.empty()) throw Error(shown_name(flags.data) + ": no rows to report on" + remark_on_dropped(true));
  Table complete = table.gather(rows);
  complete.hash = table.hash;
  return complete;
}

/// Reads every column with the model's types; target and row weights are exact.
Table read_data(const ReportFlags& flags, const Classifier& model) {
  check_drop_missing(flags.drop_missing, model);
  limit_memory(flags.memory);
  TableOptions options;
  options.csv = csv_options(model.csv, flags.reading);
  options.all_exact = true;
  Table table = read_table(flags.data, read_as(with_sequence_columns(model.schema), options));
  return flags.drop_missing ? complete_part(table, flags, model) : std::move(table);
}

std::string file_name(const std::string& path) {
  return path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
}

/// Decided by the extension of the output unless the format is given.
bool is_markdown(const ReportFlags& flags) {
  if (!flags.format.empty()) return flags.format == "markdown";
  return flags.output.ends_with(".md") || flags.output.ends_with(".markdown");
}

ExitStatus run_report(const ReportFlags& flags) {
  set_thread_count(flags.threads);
  RunFiles().reads(flags.model, "the model").reads(flags.data, "the data").writes(flags.output, "the report").check();
  check_writable(flags.output);
  const Classifier model = load_model(flags.model);
  std::optional<Table> data;
  if (!flags.data.empty()) data = read_data(flags, model);
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(flags.model, unknown);
  const ReportSource source{
      .model = model,
      .model_name = file_name(flags.model),
      .model_bytes = unknown ? 0 : static_cast<std::size_t>(bytes),
      .data = data ? &*data : nullptr,
      .data_name = flags.data.empty() ? "" : file_name(flags.data),
      .trained_on_data =
          data && format_text("%016llx", static_cast<unsigned long long>(data->hash)) == model.report.data_hash,
      .groups = flags.groups,
      .drop_unlabelled = flags.drop_unlabelled,
      .form = !flags.no_form};
  const ReportData report = make_report(source);
  if (!flags.figures.empty()) write_figures(report, flags.figures);
  const std::string text = is_markdown(flags) ? report_markdown(report) : report_html(report);
  write_file(flags.output, text);
  constexpr std::size_t kLargePage = 1'000'000;
  if (text.size() > kLargePage && flags.output != "-" && !flags.quiet) {
    std::cerr << flags.output << ": "
              << format_text("%.1f MB", static_cast<double>(text.size()) / 1e6)
              << (flags.no_form ? ""
                                : ", mostly the weights of the model, which its form runs; --no-form leaves both out")
              << (flags.no_form || model.members.size() < 2 ? "" : "; train --distill makes a small model") << '\n';
  }
  return ExitStatus::done;
}

}  // namespace

Action declare_report(CommandParser app) {
  const auto flags = std::make_shared<ReportFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->data,
                 "CSV file with the target; without it, the page shows what the model file keeps from training")
      .type_name("FILE");
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  app.add_option("--format", flags->format, "html or markdown; default: by the output's name")
      .type_name("NAME")
      .one_of({"html", "markdown"});
  app.add_option("--figures", flags->figures, "folder to write every figure to, as SVG and as CSV")
      .type_name("FOLDER");
  app.add_flag("--no-form", flags->no_form,
               "leave out the form that runs the model, and with it the weights, most of a large page");
  app.add_option("--by", flags->groups, "columns of DATA whose groups are measured separately, as COL,...")
      .type_name("COLUMN")
      .delimiter(',');
  app.add_flag("--drop-unlabelled", flags->drop_unlabelled,
               "leave out rows without a target value; otherwise they are an error");
  add_drop_missing_flag(app, flags->drop_missing);
  add_memory_flag(app, flags->memory);
  add_reading_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only errors");
  return [flags] { return run_report(*flags); };
}

}  // namespace binet
