#include "binet/train/recipe.hpp"

#include "base/find_named.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "binet/config/config_text.hpp"
#include "binet/model/evaluation.hpp"
#include "config/config_paths.hpp"
#include "eval/calibration_metrics.hpp"
#include "eval/decision.hpp"
#include "eval/log_loss.hpp"
#include "model/level_effects.hpp"
#include "model/scored_logits.hpp"
#include "table/column_histogram.hpp"
#include "train/base_rate.hpp"
#include "train/checkpoint.hpp"
#include "train/csv_options.hpp"
#include "train/evidence.hpp"
#include "train/few_rows_note.hpp"
#include "train/group_errors.hpp"
#include "train/held_out_correction.hpp"
#include "train/judged_rows.hpp"
#include "train/out_of_fold.hpp"
#include "train/own_share.hpp"
#include "train/recipes.hpp"
#include "train/reliability.hpp"
#include "train/sequence_rows.hpp"
#include "train/training_data.hpp"
#include "train/update.hpp"

#include <algorithm>
#include <limits>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <numeric>

namespace binet {

namespace {

constexpr std::size_t kMostHistograms = 1000;  ///< in the model, for drift
constexpr Index kMostFittedRows = 20'000;

constexpr std::array kRecipes{
    Recipe{"auto", "a mixture of networks and logistic regression, with weights from held-out rows",
           train_ensemble},
    Recipe{"logistic", "logistic regression, with the penalty chosen from the data unless given", train_logistic},
    Recipe{"mlp", "one neural network, trained to the best epoch on held-out rows", train_network},
    Recipe{"lstm", "one long short-term memory over the rows of each sequence", train_network},
    Recipe{"gru", "one gated recurrent unit over the rows of each sequence", train_network},
};

/// Makes logits equal that differ by rounding only, so that no ranking is read from them.
void level_rounding(VectorD& logit) {
  constexpr double kRounding = 1e-6;
  if (logit.size() > 0 && logit.maxCoeff() - logit.minCoeff() < kRounding) logit.setConstant(logit.mean());
}

std::string hexadecimal(std::uint64_t number) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
  return digits;
}

std::string without_absolute_folder(const std::string& path) {
  const std::filesystem::path whole(path);
  return whole.is_absolute() ? whole.filename().string() : path;
}

/// The config as stored in a model: without settings that do not affect it, and without folders of this machine.
std::string stored_settings(Config config) {
  config.training.threads = 0;
  config.training.memory.clear();
  config.output.out_of_fold.clear();
  for_each_path(config, [](std::string& path) { path = without_absolute_folder(path); });
  return config_to_json(config);
}

ScoredRows score_training_rows(const TrainingData& data, const Classifier& model) {
  const LabelledRows& rows = data.training;
  return score_logits(model.logits(*rows.table, rows.rows), rows.target, rows.weight);
}

/// Without held-out rows, the threshold is chosen on the training rows, and the report says so.
void choose_threshold(const TrainingData& data, const ScoredRows& held_out, Classifier& model) {
  const DecisionRule rule = parse_decision_rule(data.config.decision.rule);
  model.threshold_rule = rule.text;
  if (rule.threshold) {
    model.threshold = *rule.threshold;
  } else if (held_out.probability.empty()) {
    model.threshold = choose_threshold(rule, score_training_rows(data, model).view());
  } else {
    model.threshold = choose_threshold(rule, held_out.view());
  }
}

/// Log loss, ROC AUC and Brier score.
std::vector<std::pair<std::string, double>> judge_logistic(const HeldOut& held_out) {
  const ScoredRows scored = score_logits(held_out.logistic_logit, held_out.target, held_out.weight);
  const JudgedRows rows(scored, held_out.facts());
  std::vector<std::pair<std::string, double>> found;
  HeldOut alone = held_out.with_logits(held_out.logistic_logit);
  alone.fitted_share = held_out.logistic_fitted_share;
  const VectorD& fitted = held_out.logistic_fitted;
  const HeldOutCorrection correction(
      alone, rows, scored, fitted.size() > 0 ? score_logits(fitted, held_out.target, held_out.weight) : ScoredRows{});
  for (const char* name : {"log_loss", "roc_auc", "brier"})
    found.emplace_back(name, correction.apply(metric(name), rows.evaluate(metric(name)).value));
  return found;
}

/// The log loss of a network for sequences minus that of the baseline on the same rows.
MeanDifference difference_of_sequences(const HeldOut& held_out, const ScoredRows& rows) {
  const JudgingFacts facts = held_out.facts();
  const ScoredRows baseline = score_logits(held_out.logistic_logit, held_out.target, held_out.weight);
  return mean_difference(judged_log_losses(rows, facts), judged_log_losses(baseline, facts), rows.weight,
                         held_out.group);
}

void add_difference(const MeanDifference& found, TrainingReport& report) {
  report.logistic_metrics.emplace_back("log_loss_difference", found.mean);
  if (std::isfinite(found.standard_error)) {
    report.logistic_metrics.emplace_back("log_loss_difference_error", found.standard_error);
  }
}

/// Histograms of possible feature columns, at most kMostHistograms; merged copies count with their number.
std::map<std::string, ColumnHistogram> column_histograms(const TrainingData& data) {
  std::map<std::string, ColumnHistogram> histograms;
  const LabelledRows& rows = data.training;
  const bool counts = data.counts_rows && !data.sequence.used();  // a sequence has more rows than its one weight
  const std::span<const Scalar> copies = counts ? rows.weights() : std::span<const Scalar>();
  const PagedVector<Index> seen = data.sequence.used() ? rows_of_sequences(data.sequence, rows) : rows.rows;
  std::vector<const Column*> columns;
  for (const Column& column : rows.table->columns) {
    if (columns.size() == kMostHistograms) break;
    if (std::ranges::count(data.not_features, column.source.field_of(column.name)) == 0) columns.push_back(&column);
  }
  std::vector<ColumnHistogram> found(columns.size());
  parallel_for(std::ssize(columns), [&](Index c) {
    const auto place = static_cast<std::size_t>(c);
    found[place] = detail::histogram_of(*rows.table, *columns[place], seen, copies);
  });
  for (std::size_t c = 0; c < columns.size(); ++c) histograms[columns[c]->name] = std::move(found[c]);
  return histograms;
}

ColumnHistogram prediction_histogram(const ScoredRows& rows) {
  std::vector<double> sorted = rows.probability;
  std::ranges::sort(sorted);
  return detail::histogram_of_numbers(sorted, std::vector<double>(sorted.size(), 1));
}

/// A note if all held-out rows are of one class; otherwise empty.
std::string note_on_classes(const HeldOut& held_out, const ScoredRows& rows) {
  if (held_out.described.empty() || rows.target.empty()) return "";
  const bool first = rows.target.front() > 0.5;
  if (std::ranges::any_of(rows.target, [&](double y) { return (y > 0.5) != first; })) return "";
  return "all held-out rows are of one class: metrics that compare classes are undefined, and there is no base rate";
}

std::string note_on_base_rate(const TrainingReport& report) {
  for (const auto& [name, value] : report.validation_metrics) {
    if (name == "log_loss" && value >= report.base_log_loss) {
      return "held-out log loss is not below the base rate (predicting the share of positives): on new rows this model "
             "is expected to be no better than that share";
    }
  }
  return "";
}

/// The model's predictions of its training rows, if all of them were judged by folds, and a difference can be seen: of
/// many rows, what training adds to the metrics and their errors is small. Otherwise empty.
ScoredRows fitted_rows(const TrainingData& data, const HeldOut& held_out, const ScoredRows& rows,
                       const Classifier& model) {
  const bool all_judged = std::ssize(rows.logit) == data.training.size() && data.training.size() <= kMostFittedRows;
  const bool alone = held_out.shares_known && (held_out.group.empty() || !data.sequence.used());
  return alone && all_judged ? score_training_rows(data, model) : ScoredRows{};
}

/// Those that HeldOutCorrection compares with: also where a part of the rows is judged by a fit to the others.
ScoredRows rows_to_compare(const TrainingData& data, const HeldOut& held_out, const ScoredRows& fitted,
                           const Classifier& model) {
  const bool by_part = held_out.fitted_share < 1 && held_out.fold.empty() && !data.observer.should_stop();
  return fitted.logit.empty() && by_part && data.training.size() <= kMostFittedRows ? score_training_rows(data, model)
                                                                                   : fitted;
}

FoldDependence fold_dependence(const ScoredRows& held_out, const ScoredRows& fitted,
                               const std::vector<Index>& group = {}) {
  if (fitted.logit.empty()) return {};
  return {held_out, Eigen::Map<const VectorD>(fitted.logit.data(), std::ssize(fitted.logit)), group};
}

/// The dependence between groups, which GroupErrors do not contain. Class shares are those of the other groups, too.
FoldDependence group_dependence(const HeldOut& held_out, const ScoredRows& rows, const ScoredRows& fitted) {
  if (fitted.logit.empty() || held_out.group.empty()) return {};
  return fold_dependence(without_own_share(rows, held_out.group, held_out.fold), fitted, held_out.group);
}

/// Leaves out a calibration line of which nobody can say whether it is too steep or too flat.
void drop_undetermined_line(TrainingReport& report) {
  const auto find = [](auto& named) {
    return std::ranges::find(named, "calibration_slope", [](const auto& metric) { return metric.first; });
  };
  const auto slope = find(report.validation_metrics), error = find(report.validation_errors);
  if (slope == report.validation_metrics.end() || error == report.validation_errors.end()) return;
  if (slope_is_determined(slope->second, error->second)) return;
  const auto of_line = [](const auto& named) { return named.first.starts_with("calibration_"); };
  for (auto& [name, value] : report.validation_metrics) {
    if (name.starts_with("calibration_")) value = std::numeric_limits<double>::quiet_NaN();
  }
  std::erase_if(report.validation_errors, of_line);
}

void complete_report(const TrainingData& data, const HeldOut& held_out, const ScoredRows& rows, const Classifier& model,
                     TrainingReport& report) {
  report.rows = data.rows_read > 0 ? data.rows_read : data.training.size();
  report.positive_share = data.training.positive_share();
  report.seed = data.config.training.seed;
  report.data_hash = hexadecimal(data.training.table->hash);
  const std::vector<std::string> idle = settings_without_effect(data.config);
  report.notes.insert(report.notes.begin(), data.notes.begin(), data.notes.end());
  report.notes.insert(report.notes.end(), idle.begin(), idle.end());
  report.interrupted = data.observer.should_stop();
  if (report.interrupted)
    report.notes.push_back("interrupted: the model is the best so far, not that of a complete run");
  report.validated_on = without_absolute_folder(held_out.described);
  const bool counts = data.counts_rows && !rows.weight.empty() &&  // a validation file may have other weights
                      std::ranges::all_of(rows.weight, [](double weight) { return weight == std::round(weight); });
  report.validation_rows = counts ? std::llround(std::accumulate(rows.weight.begin(), rows.weight.end(), 0.0))
                                  : static_cast<Index>(rows.probability.size());
  if (held_out.described.empty()) {
    if (std::string note = note_on_single_row(data.training, data.target); !note.empty())
      report.notes.push_back(std::move(note));
    return;
  }
  const DecisionRule rule = parse_decision_rule(data.config.decision.rule);
  const ScoredRows fitted = fitted_rows(data, held_out, rows, model);
  JudgingFacts facts = held_out.facts();
  if (held_out.group.empty()) facts.dependence = fold_dependence(rows, fitted);
  facts.ranked_in_folds = held_out.ranked_in_folds;
  const JudgedRows judged(rows, std::move(facts),
                          label_by_others(rule, rows, random_stream(data.config, RandomStream::folds)));
  const HeldOutCorrection correction(held_out, judged, rows, rows_to_compare(data, held_out, fitted, model));
  const GroupErrors errors(rows, held_out.places.known() ? held_out.group : std::vector<Index>());
  const FoldDependence dependence = group_dependence(held_out, rows, fitted);
  for (const Metric& metric : metrics()) {
    const MetricInterval found = judged.evaluate(metric);
    report.validation_metrics.emplace_back(metric.name, correction.apply(metric, found.value));
    if (!std::isfinite(found.standard_error)) continue;
    const double error = dependence.widened(metric.name, errors.widened(metric, found.standard_error));
    report.validation_errors.emplace_back(metric.name, correction.apply_to_error(metric, found.value, error));
  }
  drop_undetermined_line(report);
  report.base_log_loss = judged.base_log_loss();
  if (held_out.logistic_logit.size() == 0) return;
  report.logistic_metrics = judge_logistic(held_out);
  if (data.sequence.used()) add_difference(difference_of_sequences(held_out, rows), report);
  if (held_out.logistic_difference) add_difference(*held_out.logistic_difference, report);
}

}  // namespace

std::span<const Recipe> recipes() {
  return kRecipes;
}

const Recipe& recipe(std::string_view name) {
  return find_named(recipes(), "model", name);
}

Classifier train(const TrainingData& data) {
  if (data.checkpoints != nullptr) data.checkpoints->use_data(hexadecimal(data.training.table->hash));
  std::vector<ClassHistogram> class_histograms;
  if (data.config.output.evidence > 0) class_histograms = detail::column_histograms(data);
  const auto histograms = column_histograms(data);  // now, since the table may be consumed
  Candidate candidate =
      data.prior != nullptr ? update_model(*data.prior, data) : recipe(data.config.model.kind).train(data);
  for (ColumnSchema& column : candidate.model.schema.columns) {
    const auto found = histograms.find(column.name);
    if (found != histograms.end() && column.dropped.empty()) column.histogram = found->second;
  }
  center_level_effects(candidate.model);
  candidate.model.report.settings = stored_settings(data.config);
  candidate.model.csv = csv_options(data.config.data);
  candidate.model.weight_column = data.config.data.weight;
  candidate.model.drift = data.config.drift;
  HeldOut& judged = candidate.held_out;
  level_rounding(judged.logit);
  level_rounding(judged.logistic_logit);
  const bool worse = worse_than_base_rate(judged.logit, judged.target, judged.weight);
  if (worse) {
    candidate.model.report.notes.push_back(
        "held-out log loss is above the base rate (predicting the share of positives): on new rows this model is "
        "worse than no model; try a penalty, or --model logistic with the default penalty");
  }
  if (data.observer.out_of_fold) data.observer.out_of_fold(out_of_fold_rows(data, judged));
  ScoredRows held_out = score_logits(judged.logit, judged.target, judged.weight);
  judged.logit.resize(0);  // large for many rows, and the next step needs as much again
  if (judged.logistic_logit.size() == 0 && judged.logit_by_one.empty()) judged.target.resize(0);
  if (HeldOut& rows = candidate.threshold_rows; rows.logit.size() > 0) {
    level_rounding(rows.logit);
    choose_threshold(data, score_logits(rows.logit, rows.target, rows.weight), candidate.model);
  } else {
    choose_threshold(data, held_out, candidate.model);
  }
  held_out.threshold = candidate.model.threshold;
  complete_report(data, judged, held_out, candidate.model, candidate.model.report);
  Evidence evidence = evidence_of(candidate.model.report);
  if (!candidate.curves.empty()) evidence.curves = std::move(candidate.curves);
  if (!candidate.course.epoch.empty()) evidence.course = std::move(candidate.course);
  evidence.columns = std::move(class_histograms);
  if (!judged.described.empty() && data.config.output.evidence > 0) {
    evidence.held_out = bin_scores(held_out.view(), kept_binning(held_out.threshold));
  }
  detail::bound_evidence(data.config.output, candidate.model.schema, evidence);
  candidate.model.report.evidence = std::make_shared<const Evidence>(std::move(evidence));
  if (!judged.described.empty()) {
    candidate.model.report.predictions = prediction_histogram(held_out);
    add_reliability(data, candidate, held_out);
  }
  if (!judged.described.empty()) {
    const std::string few = note_on_few_rows(held_out, candidate.model.schema.target);
    if (!few.empty()) candidate.model.report.notes.push_back(few);
    const std::string groups = note_on_few_groups(held_out, judged.group, data.config.data.group);
    if (!groups.empty()) candidate.model.report.notes.push_back(groups);
  }
  std::string note = note_on_classes(judged, held_out);
  const bool learns = std::ranges::any_of(candidate.model.encoders,
                                          [](const Encoder& encoder) { return encoder.shape().one_hot_size() > 0; });
  if (note.empty() && !worse && learns && !candidate.is_base_rate) note = note_on_base_rate(candidate.model.report);
  if (!note.empty()) candidate.model.report.notes.push_back(note);
  return std::move(candidate.model);
}

Classifier train(const Config& config, const Table& training, const Table* validation,
                 const TrainingRun& run) {
  return train(prepare_training_data(config, training, validation, run));
}

Classifier train(const Config& config, Table&& training, const Table* validation, const TrainingRun& run) {
  TrainingData data = prepare_training_data(config, training, validation, run);
  if (data.training.size() > kMostFittedRows) data.expendable = &training;
  return train(data);
}

}  // namespace binet
