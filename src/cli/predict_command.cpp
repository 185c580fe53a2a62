#include "base/interrupt.hpp"
#include "base/text_list.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/block_reader.hpp"
#include "cli/command.hpp"
#include "cli/drift_warnings.hpp"
#include "cli/prediction_writer.hpp"
#include "cli/reading_flags.hpp"
#include "cli/row_reasons.hpp"
#include "cli/run_flags.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "math/sigmoid.hpp"
#include "model/prediction_interval.hpp"
#include "table/drift_counts.hpp"
#include "table/joined_blocks.hpp"
#include "table/sequence_labels.hpp"
#include "table/sequence_stream.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace binet {
namespace {

struct PredictFlags {
  std::string model, data = "-", output = "-", format = "csv";
  std::vector<std::string> keep;
  bool keep_all = false;
  std::optional<double> threshold, target_prior, interval;
  int threads = 0;
  bool quiet = false, strict = false;
  std::vector<std::string> warn_over;
  PredictionStyle style;
  ReadingFlags reading;
};

/// The shift of logits from the share of positives in training to that in the new data (Elkan 2001, theorem 2, on
/// logits).
double prior_shift(const Classifier& model, const std::optional<double>& target_prior) {
  return target_prior ? logit(*target_prior) - logit(model.report.positive_share) : 0;
}

/// Scores blocks of rows and formats the result; all threads share it.
struct RowScorer {
  const Classifier& model;
  const PredictionFormat& format;
  double threshold, shift;
  const ReasonFinder* reasons;           ///< null: none are asked for
  const PredictionIntervals* intervals;  ///< the same

  void append(const RowBlock& block, std::string& text) const {
    std::vector<RowReasons> found;
    const VectorD logits = reasons != nullptr ? reasons->find(block.table, shift, found) : model.logits(block.table);
    std::vector<LogitInterval> ends;
    if (intervals != nullptr)
      ends = intervals->of(block.table, {logits.data(), static_cast<std::size_t>(logits.size())});
    for (std::size_t row = 0; row < static_cast<std::size_t>(logits.size()); ++row) {
      append_row(block, row, logits[static_cast<Index>(row)], found.empty() ? nullptr : &found[row],
                 ends.empty() ? nullptr : &ends[row], text);
    }
  }
  void append(const RowBlock& block, const std::vector<Index>& rows, std::string& text) const {
    const VectorD logits = model.logits(block.table, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      append_row(block, static_cast<std::size_t>(rows[i]), logits[static_cast<Index>(i)], nullptr, nullptr, text);
    }
  }
  void append_row(const RowBlock& block, std::size_t row, double logit, const RowReasons* why,
                  const LogitInterval* ends, std::string& text) const {
    const double probability = sigmoid(logit + shift);
    const TargetSchema& target = model.schema.target;
    RowPrediction prediction{probability, probability >= threshold ? target.positive : target.negative};
    prediction.reasons = why;
    if (ends != nullptr) {
      prediction.lower = sigmoid(ends->lower + shift);
      prediction.upper = sigmoid(ends->upper + shift);
    }
    format.row(block, row, prediction, text);
  }
};

/// Text for the output. If it is held back, it is in an unnamed temporary file until release().
class PredictionOutput {
 public:
  PredictionOutput(const std::string& path, bool held) : path_(path), file_(path) {
    if (held) discard();
  }

  /// Drops the text that is held back.
  void discard() {
    held_ = {std::tmpfile(), &std::fclose};
    if (!held_) throw Error("cannot make a temporary file");
  }

  void write(std::string_view text) {
    if (held_) {
      if (std::fwrite(text.data(), 1, text.size(), held_.get()) != text.size()) {
        throw Error("cannot write to a temporary file");
      }
      return;
    }
    file_.write(text);
    if (path_ == "-") file_.flush();  // the reader may be waiting for an answer
  }

  void release() {
    if (held_) {
      std::rewind(held_.get());
      std::string text(std::size_t{1} << 20, 0);
      while (const std::size_t count = std::fread(text.data(), 1, text.size(), held_.get())) {
        file_.write(std::string_view(text).substr(0, count));
      }
    }
    file_.commit();
  }

 private:
  std::string path_;
  OutputFile file_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> held_{nullptr, &std::fclose};
};

/// The examples that end within the first rows, of a block that holds these sequences as a whole.
std::vector<Index> ends_within(const RowBlock& block, Index complete, const SequenceColumns& columns) {
  std::vector<Index> ends = sequence_ends(block.table, columns);
  std::erase_if(ends, [&](Index row) { return row >= complete; });
  return ends;
}

/// Scores sequences with adjacent rows, some at a time; false if rows of a sequence are not adjacent.
bool predict_sequences_in_turn(BlockReader& reader, const RowScorer& scorer, const std::string& output_name,
                               PredictionOutput& output, detail::DriftCounts& drift) {
  std::string text;
  scorer.format.header(reader.kept_names(), text);
  const SequenceColumns& columns = scorer.model.schema.sequence;
  SequenceStream stream(reader, columns, [&](const Table& table) { drift.add(drift.count(table)); });
  RowBlock block;
  for (Index complete = 0; stream.next(block, complete);) {
    if (stop_requested()) throw Interrupted("interrupted; nothing was written to " + output_name);
    scorer.append(block, ends_within(block, complete, columns), text);
    output.write(std::exchange(text, ""));
  }
  output.write(text);
  return !stream.scattered();
}

/// The whole file is read, as the rows of a sequence may be far apart. One line per sequence, or with predict_each per
/// row, in the order of the rows that they end with.
void predict_sequences(BlockReader& reader, const RowScorer& scorer, const std::string& output_name,
                       PredictionOutput& output, detail::DriftCounts& drift) {
  std::string text;
  scorer.format.header(reader.kept_names(), text);
  const RowBlock all = read_all_blocks(reader);
  if (all.table.rows > 0) {
    if (stop_requested()) throw Interrupted("interrupted; nothing was written to " + output_name);
    scorer.append(all, sequence_ends(all.table, scorer.model.schema.sequence), text);
    drift.add(drift.count(all.table));
  }
  output.write(text);
}

/// Reads, scores and writes a few blocks at a time, each on a thread of its own; the output is in order.
void predict_rows(BlockReader& reader, const RowScorer& scorer, const std::string& output_name,
                  PredictionOutput& output, detail::DriftCounts& drift) {
  std::string header;
  scorer.format.header(reader.kept_names(), header);
  std::vector<RowBlock> blocks;
  while (reader.next(blocks)) {
    if (stop_requested()) throw Interrupted("interrupted; nothing was written to " + output_name);
    std::vector<std::string> texts(blocks.size());
    std::vector<std::vector<detail::ColumnDrift>> drifts(blocks.size());
    parallel_for(static_cast<Index>(blocks.size()), [&](Index i) {
      const auto b = static_cast<std::size_t>(i);
      scorer.append(blocks[b], texts[b]);
      drifts[b] = drift.count(blocks[b].table);
    });
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      drift.add(drifts[b]);
      output.write(std::exchange(header, "") + texts[b]);  // written only once a row has been read
    }
  }
  output.write(header);
}

std::string check_interval_level(const std::string& text) {
  const std::string problem = check_probability(text);
  if (!problem.empty()) return problem;
  const double level = std::stod(text);
  return level > 0 && level < 1 ? "" : "expected a number between 0 and 1, both excluded, such as 0.95";
}

void keep_first(const std::string& column, std::vector<std::string>& kept) {
  std::erase(kept, column);
  kept.insert(kept.begin(), column);
}

/// Throws UsageError for flags that this model cannot serve.
void require_supported(const PredictFlags& flags, const Classifier& model) {
  if (!model.schema.sequence.used()) return;
  if (flags.style.reasons > 0) {
    throw UsageError("--explain: " + flags.model +
                     " reads sequences, and reasons are of one row at a time; binet trace shows the probability after "
                     "each row");
  }
  if (flags.interval) {
    throw UsageError("--interval: " + flags.model +
                     " reads sequences, for which there are no intervals; expected a model of rows");
  }
}

BlockOptions block_options(const PredictFlags& flags, const Classifier& model) {
  BlockOptions options;
  options.csv = csv_options(model.csv, flags.reading);
  options.keep_all = flags.keep_all;
  for (const std::string& list : flags.keep) {
    for (std::string& name : split_list(list, "--keep")) options.keep.push_back(std::move(name));
  }
  const SequenceColumns& sequence = model.schema.sequence;
  if (sequence.used() && !flags.keep_all && flags.format != "plain") {  // which sequence, and which of its rows
    if (sequence.each_row && !sequence.order.empty()) keep_first(sequence.order, options.keep);
    keep_first(sequence.sequence, options.keep);
  }
  return options;
}

/// True if the sequences of the file are predicted in turn, and read again as a whole if that fails.
bool in_turn(const PredictFlags& flags, const Classifier& model) {
  std::error_code unknown;
  return model.schema.sequence.used() && flags.data != "-" && std::filesystem::is_regular_file(flags.data, unknown);
}

/// Writes all predictions. Returns how the data differ from the training data.
detail::DriftCounts write_predictions(const PredictFlags& flags, const BlockOptions& options, BlockReader& reader,
                                      const RowScorer& scorer, PredictionOutput& output) {
  const Schema& schema = scorer.model.schema;
  detail::DriftCounts drift(schema);
  if (!in_turn(flags, scorer.model)) {
    (schema.sequence.used() ? predict_sequences : predict_rows)(reader, scorer, flags.output, output, drift);
    return drift;
  }
  if (predict_sequences_in_turn(reader, scorer, flags.output, output, drift)) return drift;
  output.discard();
  BlockReader again(flags.data, with_sequence_columns(schema), options);
  detail::DriftCounts all(schema);
  predict_sequences(again, scorer, flags.output, output, all);
  return all;
}

ExitStatus predict(const PredictFlags& flags) {
  set_thread_count(flags.threads);
  if (flags.target_prior && (*flags.target_prior == 0 || *flags.target_prior == 1)) {
    throw UsageError("--target-prior: expected a number between 0 and 1, both excluded");
  }
  RunFiles()
      .reads(flags.model, "the model")
      .reads(flags.data, "the data")
      .writes(flags.output, "the predictions")
      .check();
  const Classifier model = load_model(flags.model);
  const DriftLimits limits = drift_limits(model.drift, flags.warn_over);
  require_supported(flags, model);
  const BlockOptions options = block_options(flags, model);
  BlockReader reader(flags.data, with_sequence_columns(model.schema), options);
  PredictionStyle style = flags.style;
  std::optional<ReasonFinder> reasons;
  if (style.reasons > 0) {
    reasons.emplace(model, style.reasons);
    style.reasons = std::min(style.reasons, reasons->columns());
  }
  std::optional<PredictionIntervals> intervals;
  if (flags.interval) intervals.emplace(model, *flags.interval);
  style.interval = flags.interval.has_value();
  const auto format = make_prediction_format(flags.format, reader.kept_names(), style);

  catch_interrupts();
  // Output that may have to be withdrawn is held back until the end.
  PredictionOutput output(flags.output, flags.strict || in_turn(flags, model));
  const RowScorer scorer{model, *format, flags.threshold.value_or(model.threshold),
                         prior_shift(model, flags.target_prior), reasons ? &*reasons : nullptr,
                         intervals ? &*intervals : nullptr};
  const detail::DriftCounts drift = write_predictions(flags, options, reader, scorer, output);
  const std::vector<std::string> warnings = drift_warnings(drift, limits, model.schema.rows);
  if (flags.strict && !warnings.empty()) {
    print_drift_warnings(shown_name(flags.data), {warnings.begin() + 1, warnings.end()});
    throw Error(shown_name(flags.data) + ": " + warnings.front() + "; nothing was written because of --strict");
  }
  if (!flags.quiet && intervals) std::cerr << "note: intervals are " << intervals->method() << '\n';
  if (!flags.quiet) print_drift_warnings(shown_name(flags.data), warnings);
  if (!flags.quiet && !reader.remark().empty()) std::cerr << "note: " << reader.remark() << '\n';
  output.release();
  return ExitStatus::done;
}

}  // namespace

Action declare_predict(CommandParser app) {
  const auto flags = std::make_shared<PredictFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->data, "CSV file; - is standard input").type_name("FILE").shown_default();
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  const Flag keep = app.add_option("--keep", flags->keep, "columns to copy to the output, as COL,\"A,B\",...")
                          .type_name("COL,COL,...");
  app.add_flag("--keep-all", flags->keep_all, "copy all columns to the output").excludes(keep);
  app.add_option("--threshold", flags->threshold, "smallest probability that is labelled positive")
      .check(check_probability);
  const std::string formats = joined(prediction_formats(), ", ", [](const PredictionFormatType& format) {
    return std::string(format.name) + " (" + std::string(format.summary) + ")";
  });
  app.add_option("--format", flags->format, formats).type_name("NAME").shown_default();
  app.add_option("--explain", flags->style.reasons,
                 "for each row, name the N columns that change its logit most, and by how much")
      .in_range(1, kMostReasons);
  app.add_option("--interval", flags->interval,
                 "add columns lower and upper: the confidence interval of the probability at this level, such as 0.95")
      .check(check_interval_level);
  app.add_option("--digits", flags->style.digits,
                 "significant digits of probabilities; 0: as many as an exact copy needs")
      .in_range(0, 17);
  app.add_option("--probability-name", flags->style.probability_name, "name of the column of probabilities")
      .type_name("NAME")
      .shown_default();
  app.add_option("--label-name", flags->style.label_name, "name of the column of labels")
      .type_name("NAME")
      .shown_default();
  app.add_option("--target-prior", flags->target_prior,
                 "share of positives to expect in this data, if it differs from the training data")
      .check(check_probability);
  add_drift_flags(app, flags->warn_over);
  app.add_flag("--strict", flags->strict,
               "treat warnings about the data as errors: exit with status 1 and write nothing");
  add_reading_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only errors, no warnings");
  return [flags] { return predict(*flags); };
}

}  // namespace binet
