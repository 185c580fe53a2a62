#include "base/interrupt.hpp"
#include "base/nearest_name.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/model/evaluation.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/block_reader.hpp"
#include "cli/command.hpp"
#include "cli/drift_warnings.hpp"
#include "cli/evaluation_plots.hpp"
#include "cli/format_text.hpp"
#include "cli/group_metrics.hpp"
#include "cli/labelled_file.hpp"
#include "cli/loss_text.hpp"
#include "cli/metric_gates.hpp"
#include "cli/reading_flags.hpp"
#include "cli/run_flags.hpp"
#include "cli/text_layout.hpp"
#include "cli/weight_notation.hpp"
#include "csv/text_format_of.hpp"
#include "eval/calibration_metrics.hpp"
#include "eval/confusion_matrix.hpp"
#include "eval/prediction_summary.hpp"
#include "io/file_hash.hpp"
#include "io/output_file.hpp"
#include "io/run_files.hpp"
#include "math/sigmoid.hpp"
#include "model/evaluation_json.hpp"
#include "report/figures.hpp"
#include "table/drift_counts.hpp"
#include "table/joined_blocks.hpp"
#include "table/missing_rows.hpp"
#include "table/sequence_labels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <system_error>

namespace binet {
namespace {

struct EvaluateFlags {
  std::string model, data, output = "-", weight, curves;
  std::vector<std::string> groups;  ///< columns
  std::vector<std::string> fail_under, fail_over;
  std::optional<double> threshold;
  bool json = false, plot = false, drop_unlabelled = false, drop_missing = false, quiet = false;
  int threads = 0;
  std::vector<std::string> warn_over;
  ReadingFlags reading;
};

/// The column of row weights: the one given, otherwise that of training if the file has it.
std::string weight_column(const EvaluateFlags& flags, const Classifier& model, const BlockReader& reader) {
  const std::string& trained = model.weight_column;
  if (!flags.weight.empty()) {
    if (!reader.has_column(flags.weight)) {
      throw UsageError("--weight: " + flags.data + " has no column '" + flags.weight + "'" +
                       did_you_mean(flags.weight, reader.column_names()));
    }
    return flags.weight;
  }
  return !trained.empty() && reader.has_column(trained) ? trained : "";
}

/// Scored rows, and the cells of the group columns: by column, by row.
struct GroupedRows {
  ScoredRows rows;
  std::vector<std::vector<std::string>> groups;
};

GroupedRows score_block(const RowBlock& block, const Classifier& model, const std::string& weight,
                        const EvaluateFlags& flags) {
  GroupedRows scored{{}, std::vector<std::vector<std::string>>(block.kept.size())};
  ScoredRows& rows = scored.rows;
  const SequenceLabels labels = read_labels(block.table, model.schema);
  const Vector weights = weight.empty() ? Vector() : read_weight(block.table, weight);
  const VectorD logit = model.logits(block.table, labels.rows);
  std::optional<MissingCells> missing;
  if (flags.drop_missing) missing.emplace(block.table, model.schema);
  for (Index i = 0; i < logit.size(); ++i) {
    const Index row = labels.rows[static_cast<std::size_t>(i)];
    if (std::isnan(labels.target[i])) {
      if (flags.drop_unlabelled) continue;
      throw missing_label(block.table, model.schema.target.name, model.schema.sequence, row);
    }
    if (missing && missing->in(row)) continue;
    if (weights.size() > 0 && weights[row] == 0) continue;
    rows.logit.push_back(logit[i]);
    rows.probability.push_back(sigmoid(logit[i]));
    rows.target.push_back(static_cast<double>(labels.target[i]));
    if (weights.size() > 0) rows.weight.push_back(static_cast<double>(weights[row]));
    for (std::size_t g = 0; g < block.kept.size(); ++g) {
      scored.groups[g].emplace_back(block.kept[g][static_cast<std::size_t>(row)]);
    }
  }
  return scored;
}

void append(const ScoredRows& more, ScoredRows& rows) {
  const auto add = [](const std::vector<double>& from, std::vector<double>& to) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(more.logit, rows.logit);
  add(more.probability, rows.probability);
  add(more.target, rows.target);
  add(more.weight, rows.weight);
}

GroupedRows score(const EvaluateFlags& flags, const Classifier& model, detail::DriftCounts& drift) {
  BlockOptions options;
  options.csv = csv_options(model.csv, flags.reading);
  options.also = {model.schema.target.name};
  options.keep = flags.groups;
  options.keep_asked_by = "--by";
  for (const std::string& weight : {flags.weight, model.weight_column}) {
    if (!weight.empty()) options.also.push_back(weight);
  }
  check_drop_missing(flags.drop_missing, model);
  BlockReader reader(flags.data, with_sequence_columns(model.schema), options);
  if (!reader.has_column(model.schema.target.name)) {
    throw Error(shown_name(flags.data) + ": target column \"" + model.schema.target.name +
                "\" is missing; evaluate needs it");
  }
  const std::string weight = weight_column(flags, model, reader);
  GroupedRows found{{}, std::vector<std::vector<std::string>>(flags.groups.size())};
  ScoredRows& rows = found.rows;
  rows.threshold = flags.threshold.value_or(model.threshold);
  WeightNotation notation(weight);
  std::vector<RowBlock> blocks;
  if (model.schema.sequence.used()) {  // the rows of a sequence may be far apart
    blocks.push_back(read_all_blocks(reader));
    if (blocks.front().table.rows == 0) throw Error(shown_name(flags.data) + ": no rows to evaluate on");
    notation.apply(blocks);
    found = score_block(blocks.front(), model, weight, flags);
    rows.threshold = flags.threshold.value_or(model.threshold);
    drift.add(drift.count(blocks.front().table));
  }
  while (reader.next(blocks)) {
    if (stop_requested()) throw Interrupted("interrupted");
    notation.apply(blocks);
    std::vector<GroupedRows> scored(blocks.size());
    std::vector<std::vector<detail::ColumnDrift>> drifts(blocks.size());
    parallel_for(static_cast<Index>(blocks.size()), [&](Index i) {
      const auto b = static_cast<std::size_t>(i);
      scored[b] = score_block(blocks[b], model, weight, flags);
      drifts[b] = drift.count(blocks[b].table);
    });
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      append(scored[b].rows, rows);
      for (std::size_t g = 0; g < found.groups.size(); ++g) {
        std::ranges::move(scored[b].groups[g], std::back_inserter(found.groups[g]));
      }
      drift.add(drifts[b]);
    }
  }
  if (rows.probability.empty()) {
    throw Error(shown_name(flags.data) + ": no rows to evaluate on" + remark_on_dropped(flags.drop_missing));
  }
  if (!flags.quiet && !reader.remark().empty()) std::cerr << "note: " << reader.remark() << '\n';
  return found;
}

std::string print_metric(const Metric& metric, const PredictionSummary& predictions) {
  const MetricInterval found = evaluate_with_interval(metric, predictions);
  const std::string name(metric.name);
  if (std::isnan(found.value)) {
    const bool of_line = metric.name.starts_with("calibration_");
    const std::string_view reason = of_line ? reason_for_no_line(predictions.discrimination().roc_auc) : "";
    return format_text("  %-22s %9s", name.c_str(), "undefined") + (of_line ? ": " : "") + std::string(reason) + "\n";
  }
  const bool small = is_loss(metric) && is_small(found.value);
  const std::string value = small ? loss_text(found.value) : format_text("%.4f", found.value);
  std::string line = format_text("  %-22s %9s", name.c_str(), value.c_str());
  if (!std::isnan(found.standard_error)) {
    line += format_text(small ? " ± %.1e" : " ± %.4f", found.standard_error);
  }
  if (!std::isnan(found.lower)) {
    line += std::string(std::isnan(found.standard_error) ? 12 : 3, ' ') +
            format_text(small ? "95%% CI [%.2g, %.2g]" : "95%% CI [%.4f, %.4f]", found.lower, found.upper);
  }
  return line + "\n";
}

std::string print_confusion(const ConfusionMatrix& counts, double threshold) {
  return format_text("\nConfusion matrix at threshold %.4g\n", threshold) +
         format_text("  %-22s %12s %12s\n", "", "predicted +", "predicted -") +
         format_text("  %-22s %12.6g %12.6g\n", "positive", counts.true_positive, counts.false_negative) +
         format_text("  %-22s %12.6g %12.6g\n", "negative", counts.false_positive, counts.true_negative);
}

std::string print_calibration(const Predictions& predictions) {
  std::string text =
      "\nCalibration\n" + format_text("  %-22s %12s %12s %12s\n", "probability", "rows", "predicted", "observed");
  for (const CalibrationBin& bin : calibration_curve(predictions)) {
    if (bin.weight == 0) continue;
    text += format_text("  %.1f to %.1f %10s %12.6g %12.4f %12.4f\n", bin.lower, bin.upper, "", bin.weight,
                        bin.mean_probability, bin.observed_share);
  }
  return text;
}

Json evaluation_json(const ScoredRows& rows, const std::vector<GroupMetrics>& groups) {
  Json document = evaluation_to_json(rows);
  if (!groups.empty()) document["groups"] = groups_to_json(groups);
  return document;
}

std::string print_evaluation(const ScoredRows& rows, const SequenceColumns& sequence) {
  const char* example = sequence.used() && !sequence.each_row ? "sequence" : "row";
  std::string text = counted(std::ssize(rows.probability), example) + ", " + percentage(rows.positive_share()) +
                     " positive\n" +
                     format_text("base rate (always predicting that share): log_loss %s, brier %s\n\n",
                                 loss_text(rows.base_log_loss()).c_str(), loss_text(rows.base_brier()).c_str());
  const PredictionSummary predictions(rows.view());
  for (const Metric& metric : metrics()) text += print_metric(metric, predictions);
  return text + print_confusion(predictions.counts(), rows.threshold) + print_calibration(rows.view());
}

/// Files with fewer rows than in training are not checked.
bool is_training_file(const EvaluateFlags& flags, const Classifier& model, const ScoredRows& rows) {
  std::error_code unknown;  // a pipe cannot be read again
  if (flags.data == "-" || !std::filesystem::is_regular_file(flags.data, unknown)) return false;
  if (std::ssize(rows.probability) < model.report.rows) return false;
  const auto format = detail::text_format(csv_options(model.csv, flags.reading));
  return format_text("%016llx", static_cast<unsigned long long>(hash_file(flags.data, format))) ==
         model.report.data_hash;
}

ExitStatus evaluate(const EvaluateFlags& flags) {
  const std::vector<MetricGate> gates = parse_gates(flags.fail_under, flags.fail_over);
  set_thread_count(flags.threads);
  RunFiles().reads(flags.model, "the model").reads(flags.data, "the data").writes(flags.output, "the figures").check();
  check_writable(flags.output);
  const Classifier model = load_model(flags.model);
  const DriftLimits limits = drift_limits(model.drift, flags.warn_over);
  catch_interrupts();
  detail::DriftCounts drift(model.schema);
  const GroupedRows scored = score(flags, model, drift);
  const ScoredRows& rows = scored.rows;
  if (!flags.quiet && is_training_file(flags, model, rows)) {
    std::cerr << flags.data + ": the model was trained on this file: expect worse on new rows\n";
  }
  if (!flags.quiet) print_drift_warnings(shown_name(flags.data), drift_warnings(drift, limits, model.schema.rows));
  std::vector<GroupMetrics> groups;
  for (std::size_t g = 0; g < scored.groups.size(); ++g) {
    groups.push_back(group_metrics(flags.groups[g], scored.groups[g], rows));
  }
  write_file(flags.output, flags.json ? print_json(evaluation_json(rows, groups)) + "\n"
                                      : print_evaluation(rows, model.schema.sequence) + print_groups(groups) +
                                            (flags.plot ? evaluation_plots(rows) : ""));
  if (!flags.curves.empty()) {
    const ReportSource source{.model = model, .model_name = flags.model, .data_name = shown_name(flags.data)};
    write_curves(performance_report(source, rows), flags.curves);
  }
  const PredictionSummary predictions(rows.view());
  bool met = true;
  for (const MetricGate& gate : gates) {
    const std::string failure = check_gate(gate, predictions);
    if (failure.empty()) continue;
    std::cerr << "binet: " + failure + "\n";
    met = false;
  }
  return met ? ExitStatus::done : ExitStatus::gate_not_met;
}

}  // namespace

Action declare_evaluate(CommandParser app) {
  const auto flags = std::make_shared<EvaluateFlags>();
  app.add_option("MODEL", flags->model, "model file").type_name("FILE").required();
  app.add_option("DATA", flags->data, "CSV file with the target; - is standard input").type_name("FILE").required();
  const Flag json = app.add_flag("--json", flags->json, "print one JSON object");
  app.add_flag("--plot", flags->plot, "also draw the ROC curve and the calibration curve in the terminal")
      .excludes(json);
  app.add_option("-o,--output", flags->output, "output file; - is standard output")
      .type_name("FILE")
      .shown_default();
  app.add_option("--by", flags->groups, "columns of DATA whose groups are measured separately, as COL,...")
      .type_name("COLUMN")
      .delimiter(',');
  app.add_option(
         "--curves", flags->curves,
         "folder to write the points of the ROC, precision-recall, calibration, gain and decision curves to, as CSV")
      .type_name("FOLDER");
  app.add_option("--fail-under", flags->fail_under, "METRIC=VALUE: exit status 3 if the metric is lower")
      .type_name("METRIC=VALUE");
  app.add_option("--fail-over", flags->fail_over, "METRIC=VALUE: exit status 3 if the metric is higher")
      .type_name("METRIC=VALUE");
  app.add_option("--threshold", flags->threshold, "smallest probability that is labelled positive")
      .check(check_probability);
  app.add_option("--weight", flags->weight, "column of sample weights; default: that of training, if present")
      .type_name("COLUMN");
  app.add_flag("--drop-unlabelled", flags->drop_unlabelled,
               "leave out rows without a target value; otherwise they are an error");
  add_drop_missing_flag(app, flags->drop_missing);
  add_drift_flags(app, flags->warn_over);
  add_reading_flags(app, flags->reading);
  add_threads_flag(app, flags->threads);
  add_quiet_flag(app, flags->quiet, "only metrics and errors");
  return [flags] { return evaluate(*flags); };
}

}  // namespace binet
