#include "base/printable.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "cli/command.hpp"
#include "cli/format_text.hpp"
#include "cli/labelled_file.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"
#include "csv/text.hpp"
#include "eval/decision.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"

#include <filesystem>

namespace binet {
namespace {

struct ThresholdFlags {
  std::string model, rule, output;
  LabelledReading reading;
  bool quiet = false;
  int threads = 0;
};

std::string print_costs(const CostChoice& choice) {
  const auto cells = [](const char* name, const ExpectedCost& cost) {
    return std::vector<std::string>{name, format_text("%.4g", cost.threshold), format_text("%.4f", cost.mean),
                                    cell(cost.standard_error)};
  };
  const std::string reason =
      choice.takes_searched()
          ? "The searched threshold is taken: it saves more than two standard errors."
          : "The theoretical threshold is taken: the searched one is the best of many on these rows, and what it saves "
            "is within two standard errors.";
  return "\n" +
         print_table({{"", "threshold", "cost per row", "error"},
                      cells("fp/(fp + fn)", choice.theoretical),
                      cells("searched", choice.searched)}) +
         format_text("  difference %+.4f, error %.4f\n\n", choice.difference, choice.standard_error) +
         wrapped(reason, kHelpWidth, 0, 0) + "\n";
}

DecisionRule decision_rule(const std::string& text) {
  try {
    return parse_decision_rule(text);
  } catch (const UsageError& error) {
    throw UsageError("--decide: " + std::string(error.what()));
  }
}

/// Rows of one class say nothing about a threshold.
void require_both_classes(const Predictions& rows, const std::string& data, const TargetSchema& target) {
  bool has[2] = {false, false};
  for (std::size_t row = 0; row < rows.size(); ++row) has[rows.positive(row)] |= rows.weight_of(row) > 0;
  if (has[0] && has[1]) return;
  throw Error(shown_name(data) + ": no row of class " + detail::in_quotes(has[1] ? target.negative : target.positive) +
              (rows.weight.empty() ? "" : " has a weight above 0") +
              "; expected rows of both classes, or a number for --decide");
}

ExitStatus change_threshold(const ThresholdFlags& flags) {
  const DecisionRule rule = decision_rule(flags.rule);
  if (!rule.threshold && flags.reading.data.empty()) {
    throw UsageError("--decide " + flags.rule + ": needs DATA, a CSV file with the target, to choose a threshold on");
  }
  set_thread_count(flags.threads);
  RunFiles()
      .reads(flags.model, "the model")
      .reads(flags.reading.data, "the data")
      .writes(flags.output, "the new model")
      .check();
  check_writable(flags.output);
  Classifier model = load_model(flags.model);
  const double before = model.threshold;
  std::string costs;
  if (rule.threshold) {
    model.threshold = *rule.threshold;
    model.threshold_rule = rule.text;
  } else {
    const LabelledFile rows = read_labelled_file(flags.reading, model);
    if (!flags.quiet && rows.trained_on) {
      std::cerr << shown_name(flags.reading.data) +
                       ": the model was trained on this file: the threshold suits rows that it has seen\n";
    }
    const ScoredRows scored = rows.score(model);
    require_both_classes(scored.view(), flags.reading.data, model.schema.target);
    model.threshold = choose_threshold(rule, scored.view());
    const std::string& data = flags.reading.data;
    model.threshold_rule =
        rule.text + " on " + (data == "-" ? "standard input" : std::filesystem::path(data).filename().string());
    if (rule.costs) costs = print_costs(compare_costs(rule, scored.view()));
  }
  save_model(model, flags.output);
  if (!flags.quiet && flags.output != "-") {
    write_file("-", printable(format_text("Threshold %.6g, was %.6g; chosen by %s\n", model.threshold, before,
                                          model.threshold_rule.c_str()) +
                                  costs,
                              true));
  }
  return ExitStatus::done;
}

}  // namespace

Action declare_threshold(CommandParser app) {
  const auto flags = std::make_shared<ThresholdFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->reading.data, "CSV file with the target; not needed if --decide is a number")
      .type_name("FILE");
  app.add_option("--decide", flags->rule,
                 "a number, or a rule: f1, youden, mcc, accuracy, balanced_accuracy, precision>=0.9, recall>=0.95, "
                 "cost:fp=1,fn=20")
      .type_name("RULE")
      .required();
  app.add_option("-o,--output", flags->output, "file for the model with the new threshold; - is standard output")
      .type_name("FILE")
      .required();
  add_labelled_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only errors");
  return [flags] { return change_threshold(*flags); };
}

}  // namespace binet
