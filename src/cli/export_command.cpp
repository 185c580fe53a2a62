#include "base/text_list.hpp"
#include "binet/export/export.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"

namespace binet {
namespace {

struct ExportFlags {
  std::string model, format = "c", output = "-";
};

ExitStatus run_export(const ExportFlags& flags) {
  RunFiles().reads(flags.model, "the model").writes(flags.output, "the program").check();
  write_file(flags.output, export_model(load_model(flags.model), flags.format));
  return ExitStatus::done;
}

}  // namespace

Action declare_export(CommandParser app) {
  const auto flags = std::make_shared<ExportFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  const std::string formats = joined(export_formats(), "; ", [](const ExportFormat& format) {
    return std::string(format.name) + ": " + std::string(format.summary);
  });
  app.add_option("--format", flags->format, formats).type_name("NAME").shown_default();
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  return [flags] { return run_export(*flags); };
}

}  // namespace binet
