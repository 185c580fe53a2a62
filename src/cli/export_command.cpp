#include "binet/export/c_export.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "io/output_file.hpp"

namespace binet {
namespace {

struct ExportFlags {
  std::string model, format = "c", output = "-";
};

ExitStatus run_export(const ExportFlags& flags) {
  keep_inputs(flags.output, {flags.model});
  write_file(flags.output, print_c(load_model(flags.model)));
  return ExitStatus::done;
}

}  // namespace

Action declare_export(CLI::App& app) {
  const auto flags = std::make_shared<ExportFlags>();
  app.add_option("MODEL", flags->model, "model file")->required();
  app.add_option("--format", flags->format, "c: one C99 file without dependencies, with a test of itself")
      ->check(CLI::IsMember({"c"}))
      ->capture_default_str();
  app.add_option("-o,--output", flags->output, "output file; - is standard output")->capture_default_str();
  return [flags] { return run_export(*flags); };
}

}  // namespace binet
