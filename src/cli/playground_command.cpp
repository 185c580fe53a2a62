#include "base/setting_error.hpp"
#include "binet/table/table.hpp"
#include "cli/command.hpp"
#include "cli/config_flags.hpp"
#include "cli/run_flags.hpp"
#include "cli/training_tables.hpp"
#include "config/validate.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "playground/playground.hpp"

#include <iostream>
#include <memory>

namespace binet {
namespace {

std::string page_of(const DataConfig& data) {
  if (data.train.empty()) return playground_page(nullptr);
  if (data.target.empty()) throw UsageError("no target: expected binet playground DATA.csv --target COLUMN");
  const TableOptions options = table_options(data);
  const Table table = read_table(data.train, options);
  const PlaygroundData shown{
      table, infer_target(table, data.target, data.positive), {data.weight, data.group, data.time}};
  return playground_page(&shown);
}

}  // namespace

Action declare_playground(CommandParser app) {
  struct State {
    explicit State(CommandParser parser) : flags(parser, "data") {}
    ConfigFlags flags;
    std::string output = "playground.html";
    bool quiet = false;
  };
  auto state = std::make_shared<State>(app);
  app.add_option("-o,--output", state->output, "HTML file; - is standard output")
      .type_name("FILE")
      .shown_default();
  add_quiet_flag(app, state->quiet, "only errors");
  const auto write_page = [state] {
    const DataConfig data = state->flags.load_unvalidated().data;
    validate_columns(data);
    if (!data.sequence.empty()) {
      throw SettingError("data.sequence", ": the playground trains networks on single rows; expected no --sequence");
    }
    RunFiles()
        .reads(data.train, "the data")
        .reads(state->flags.config_path(), "the config")
        .writes(state->output, "the page")
        .check();
    write_file(state->output, page_of(data));
    if (state->output != "-" && !state->quiet)
      std::cerr << "Page " << state->output << ": open it in a browser; it needs no network\n";
    return ExitStatus::done;
  };
  return [=] { return state->flags.run(write_page); };
}

}  // namespace binet
