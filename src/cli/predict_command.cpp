#include "base/text_list.hpp"
#include "binet/base/parallel.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/block_reader.hpp"
#include "binet/config/config_text.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/prediction_writer.hpp"
#include "cli/reading_flags.hpp"
#include "io/output_file.hpp"
#include "math/sigmoid.hpp"

#include <optional>

namespace binet {
namespace {

struct PredictFlags {
  std::string model, data = "-", output = "-", format = "csv";
  std::vector<std::string> keep;
  bool keep_all = false;
  std::optional<double> threshold, target_prior;
  int threads = 0;
  bool quiet = false;
  PredictionStyle style;
  ReadingFlags reading;
};

/// What turns the share of positives of the training data into that of the data at hand (Elkan 2001, theorem 2, on
/// logits).
double prior_shift(const Classifier& model, const std::optional<double>& target_prior) {
  return target_prior ? logit(*target_prior) - logit(model.report.positive_share) : 0;
}

void append_block(const RowBlock& block, const VectorD& logits, const Classifier& model, double threshold, double shift,
                  const PredictionFormat& format, std::string& text) {
  for (std::size_t row = 0; row < static_cast<std::size_t>(logits.size()); ++row) {
    const double probability = sigmoid(logits[static_cast<Index>(row)] + shift);
    const TargetSchema& target = model.schema.target;
    format.row(block, row, probability, probability >= threshold ? target.positive : target.negative, text);
  }
}

ExitStatus predict(const PredictFlags& flags) {
  set_thread_count(flags.threads);
  if (flags.target_prior && (*flags.target_prior == 0 || *flags.target_prior == 1)) {
    throw UsageError("--target-prior: expected a number between 0 and 1, both excluded");
  }
  keep_inputs(flags.output, {flags.model, flags.data});
  const Classifier model = load_model(flags.model);
  BlockOptions options;
  options.csv = csv_options(model.csv, flags.reading);
  for (const std::string& list : flags.keep) {
    for (std::string& name : split_list(list, "--keep")) options.keep.push_back(std::move(name));
  }
  options.keep_all = flags.keep_all;
  BlockReader reader(flags.data, model.schema, options);
  const auto format = make_prediction_format(flags.format, reader.kept_names(), flags.style);
  const double threshold = flags.threshold.value_or(model.threshold), shift = prior_shift(model, flags.target_prior);

  catch_interrupts();
  OutputFile output(flags.output);
  std::string text;
  format->header(reader.kept_names(), text);
  RowBlock block;
  while (reader.next(block)) {
    if (stop_requested()) throw Interrupted("interrupted; nothing was written to " + flags.output);
    append_block(block, model.logits(block.table), model, threshold, shift, *format, text);
    output.write(text);
    if (flags.output == "-") output.flush();  // whoever writes the other end may wait for an answer
    text.clear();
  }
  output.write(text);
  output.commit();
  return ExitStatus::done;
}

}  // namespace

Action declare_predict(CLI::App& app) {
  const auto flags = std::make_shared<PredictFlags>();
  app.add_option("MODEL", flags->model, "model file")->required();
  app.add_option("DATA", flags->data, "CSV file; - is standard input")->capture_default_str();
  app.add_option("-o,--output", flags->output, "output file; - is standard output")->capture_default_str();
  CLI::Option* keep =
      app.add_option("--keep", flags->keep, "columns to copy to the output, as COL,\"A,B\",...");
  app.add_flag("--keep-all", flags->keep_all, "copy all columns to the output")->excludes(keep);
  app.add_option("--threshold", flags->threshold, "smallest probability that is labelled positive")
      ->check(check_probability);
  const std::string formats = joined(prediction_formats(), ", ", [](const PredictionFormatType& format) {
    return std::string(format.name) + " (" + std::string(format.summary) + ")";
  });
  app.add_option("--format", flags->format, formats)->capture_default_str();
  app.add_option("--digits", flags->style.digits, "significant digits of a probability; 0: the shortest exact ones")
      ->check(CLI::Range(0, 17));
  app.add_option("--probability-name", flags->style.probability_name, "name of the column of probabilities")
      ->capture_default_str();
  app.add_option("--label-name", flags->style.label_name, "name of the column of labels")->capture_default_str();
  app.add_option("--target-prior", flags->target_prior,
                 "expected share of positives, if it differs from the training data")
      ->check(check_probability);
  add_reading_flags(app, flags->reading);
  app.add_option("--threads", flags->threads, "number of threads; 0: one per processor")
      ->check(CLI::Range(0, kMostThreads));
  app.add_flag("-q,--quiet", flags->quiet, "print only errors");
  return [flags] { return predict(*flags); };
}

}  // namespace binet
