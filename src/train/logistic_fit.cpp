#include "train/logistic_fit.hpp"

#include "linear/dense_fit.hpp"
#include "linear/elastic_net_choice.hpp"
#include "linear/example_folds.hpp"
#include "linear/nested_choice.hpp"
#include "linear/ridge_path.hpp"
#include "train/base_rate.hpp"
#include "train/bounded_logistic.hpp"
#include "train/logit_offset.hpp"
#include "train/precise_fit.hpp"
#include "train/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet {
namespace {

bool is_firth(const PenaltyConfig& penalty) {
  return penalty.name == "firth";
}

/// True if nothing penalises the size of coefficients.
bool unpenalised(const PenaltyConfig& penalty) {
  return is_firth(penalty) || (penalty.l1 == 0.0 && penalty.l2 == 0.0);
}

/// Settings of a fit, with those that every fit of a run shares.
template <class Settings>
Settings of_run(const TrainingData& data, const FittedLogistic& fit, Settings settings) {
  settings.tolerance = data.config.optimizer.tolerance;
  settings.max_iterations = data.config.optimizer.max_iterations;
  settings.levels = fit.encoder.shape().levels;
  if constexpr (requires { settings.stop_requested; }) {
    settings.seed = data.config.training.seed;
    settings.stop_requested = data.observer.stop_requested;
  }
  return settings;
}

LogisticSettings logistic_settings(const TrainingData& data, const FittedLogistic& fit) {
  auto settings =
      of_run(data, fit, LogisticSettings{.solver = data.config.optimizer.solver, .l1 = fit.l1, .l2 = fit.l2});
  settings.progress = [&observer = data.observer, limit = settings.max_iterations](const Convergence& state) {
    if (observer.epoch) {
      EpochRecord record;
      record.epoch = state.iterations;
      record.loss = state.objective;
      record.validation_loss = std::numeric_limits<double>::quiet_NaN();
      record.gradient_norm = state.gradient_norm;
      observer.epoch(record, limit);
    }
    return !observer.should_stop();
  };
  return settings;
}

/// The folds of the fitted rows if groups or times are set; otherwise none.
Folds folds_given(const TrainingData& data, const LabelledRows& rows) {
  return penalty_folds(data.with_rows(rows));
}

void choose_l1(const TrainingData& data, const LabelledRows& rows, FittedLogistic& fit) {
  const Config& config = data.config;
  const Folds folds = folds_given(data, rows);
  const auto settings = of_run(
      data, fit,
      ElasticNetChoiceSettings{.l1_share = config.penalty.l1_share,
                               .l2 = config.penalty.l2,
                               .one_standard_error = config.penalty.l1_rule == "one_standard_error",
                               .folds = folds.splits()});
  ElasticNetChoice choice = choose_elastic_net(fit.examples, settings);
  fit.l1 = choice.l1;
  fit.l2 = choice.l2;
  fit.solution = {std::move(choice.parameters), choice.convergence, "coordinate_descent"};
  const bool all = choice.held_out_logits.size() == fit.examples.rows();
  fit.chosen_by = !folds.described.empty() ? folds.described : all ? "5-fold cross-validation" : "a fifth held out";
  fit.judged_by = fit.chosen_by;
  fit.held_out_logits = std::move(choice.held_out_logits);
  fit.held_out_folds = std::move(choice.held_out_folds);
  if (!all) fit.held_out_places = std::move(choice.held_out_rows);
}

/// With times, the earliest rows are used only for fitting; they have no held-out logit, that is, NaN.
void keep_judged(detail::LeftOutLogits&& judged, const Folds& given, FittedLogistic& fit) {
  fit.judged_by = given.described.empty() ? std::move(judged.method) : given.described;
  if (!given.described.empty()) judged.fold = detail::fold_numbers(given.splits(), judged.logits.size());
  if (!judged.logits.hasNaN()) {
    fit.held_out_logits = std::move(judged.logits);
    fit.held_out_folds = std::move(judged.fold);
    return;
  }
  for (Index i = 0; i < judged.logits.size(); ++i) {
    if (std::isnan(judged.logits[i])) continue;
    fit.held_out_places.push_back(i);
    if (!judged.fold.empty()) fit.held_out_folds.push_back(judged.fold[static_cast<std::size_t>(i)]);
  }
  fit.held_out_logits = judged.logits(fit.held_out_places);
}

RidgeSettings ridge_settings(const TrainingData& data, const FittedLogistic& fit, const Folds& folds) {
  return of_run(data, fit, RidgeSettings{.held_out_logits = true, .folds = folds.splits()});
}

void choose_l2(const TrainingData& data, const LabelledRows& rows, FittedLogistic& fit) {
  const Folds folds = folds_given(data, rows);
  RidgeSettings settings = ridge_settings(data, fit, folds);
  const bool nested = data.validation.table == nullptr && detail::nested_choice_is_quick(fit.examples, settings);
  if (nested) settings.held_out_logits = false;
  RidgeChoice choice = choose_ridge(fit.examples, settings);
  fit.l2 = choice.l2;
  fit.chosen_by = folds.described.empty() ? choice.method : folds.described;
  detail::LeftOutLogits judged =
      nested ? detail::judge_ridge_choice(fit.examples, choice, settings)
             : detail::LeftOutLogits{std::move(choice.held_out_logits), std::move(choice.judged_by),
                                     std::move(choice.held_out_folds)};
  fit.solution = {std::move(choice.parameters), choice.convergence, choice.solver};
  keep_judged(std::move(judged), folds, fit);
}

/// Evaluates a fit with given penalties from the fit itself, as for a chosen penalty.
void judge_given(const TrainingData& data, const LabelledRows& rows, FittedLogistic& fit) {
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out =
      fit.l1 == 0 ? judge_ridge(fit.examples, fit.solution.parameters, fit.l2, ridge_settings(data, fit, folds))
                  : judge_elastic_net(fit.examples, fit.solution.parameters, fit.l1, fit.l2,
                                      of_run(data, fit, ElasticNetChoiceSettings{.folds = folds.splits()}));
  keep_judged(std::move(left_out), folds, fit);
}

/// Fits on the full design in double: fits with Firth's penalty, and those without an intercept.
/// `rescaled` is what show_spread has found; `cells` says whether the rows' table still has its cells.
void fit_on_full_design(const TrainingData& data, const LabelledRows& rows, bool rescaled, bool cells,
                        FittedLogistic& fit) {
  const DenseFitSettings settings{.firth = is_firth(data.config.penalty),
                                  .intercept = fit.schema.intercept,
                                  .levels = fit.encoder.shape().levels};
  DenseFit dense = fit_densely(fit.examples, settings);
  fit.solution = {std::move(dense.parameters), dense.convergence, settings.firth ? "firth" : "newton"};
  fit.likelihood = std::move(dense.found);
  if (cells) refit_in_double(rows, rescaled, data.config.optimizer.tolerance, fit);
  if (data.validation.table != nullptr || data.observer.should_stop()) return;
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out =
      judge_dense_fit(fit.examples, fit.solution.parameters, settings, data.config.training.seed, folds.splits());
  keep_judged(std::move(left_out), folds, fit);
}

/// Within the bounds of model.increasing and model.decreasing, under the penalty given or the one chosen without them.
void fit_within_bounds(const TrainingData& data, const LabelledRows& rows, FittedLogistic& fit) {
  fit.signs = bound_signs(data.config.model, fit.schema, fit.encoder);
  fit.l2 = data.config.penalty.l2.value_or(0);
  LogisticSettings settings = logistic_settings(data, fit);
  if (!data.config.penalty.l2) {
    choose_l2(data, rows, fit);
    settings.l2 = fit.l2;
    settings.start = fit.solution.parameters;
  }
  fit.held_out_logits.resize(0);
  fit.held_out_places.clear();
  fit.held_out_folds.clear();
  fit.solution = solve_bounded(fit.examples, settings, fit.signs);
  fit.notes.push_back(describe_bounds(fit.encoder, fit.signs, fit.solution.parameters));
  if (data.validation.table != nullptr || data.observer.should_stop()) return;
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out = judge_bounded(fit.examples, fit.solution.parameters, settings, fit.signs,
                                                 data.config.training.seed, folds.splits());
  keep_judged(std::move(left_out), folds, fit);
}

/// If the fit with the chosen penalty predicts worse than the share of positives, that share becomes the model.
void fall_back_to_base_rate(const LabelledRows& rows, FittedLogistic& fit) {
  const bool some = !fit.held_out_places.empty();
  const LabelledRows judged = some ? rows.gather(fit.held_out_places) : LabelledRows{};
  if (!worse_than_base_rate((fit.held_out_logits.array() - fit.factors.logit_shift()).matrix(),
                            some ? judged.target : rows.target, some ? judged.weight : rows.weight)) {
    return;
  }
  const double share = rows.positive_share(), logit = std::log(share) - std::log1p(-share) + fit.factors.logit_shift();
  fit.solution.parameters.setZero();
  fit.solution.parameters[0] = logit;
  fit.is_base_rate = true;
  fit.held_out_logits.setConstant(logit);
  if (!rows.group.empty()) fit.held_out_folds.clear();  // the share is of every fold, and whole groups change it
  fit.notes.push_back(
      "logistic regression predicts held-out rows worse than the base rate: the model predicts the base rate "
      "for every row, and all coefficients are 0");
}

/// As in R, all levels of the first category have a code.
void leave_out_intercept(const Table& table, const Schema& schema, EncoderSettings& settings) {
  settings.centred = false;
  settings.full_category = table.first_category;
  if (!table.formula.empty()) return;
  const auto first = std::ranges::find_if(schema.columns, [](const ColumnSchema& column) {
    return column.dropped.empty() && column.type == ColumnType::category;
  });
  if (first != schema.columns.end()) settings.full_category = first->name;
}

}  // namespace

FittedLogistic fit_logistic(const TrainingData& data, const LabelledRows& rows, Table* expendable) {
  const Config& config = data.config;
  FittedLogistic fit;
  fit.schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows, rows.weights());
  fit.schema.intercept = config.model.intercept && rows.table->intercept;
  fit.firth = is_firth(config.penalty);
  EncoderSettings settings = encoder_settings(config.encoding, "standard");
  settings.reference_level = unpenalised(config.penalty);
  if (!fit.schema.intercept) leave_out_intercept(*rows.table, fit.schema, settings);
  const Schema schema = without_offset(fit.schema, config.data.offset);
  fit.encoder = Encoder::fit(schema, *rows.table, rows.rows, settings, rows.weights());
  const bool rescaled = unpenalised(config.penalty) && show_spread(rows, schema, settings, fit.encoder);
  name_offset(config.data.offset, fit.schema);
  fit.factors = class_factors(config.loss, rows);
  fit.notes = notes_on_columns(data, fit.schema);
  const bool cells = rescaled || expendable == nullptr;
  fit.examples = make_examples(fit.encoder, rows, fit.factors, cells ? nullptr : expendable);
  if (fit.firth || !fit.schema.intercept) {
    fit_on_full_design(data, rows, rescaled, cells, fit);
    return fit;
  }
  if (is_bounded(config.model)) {
    fit_within_bounds(data, rows, fit);
    return fit;
  }
  fit.l1 = config.penalty.l1.value_or(0);
  fit.l2 = config.penalty.l2.value_or(0);
  const bool l1_chosen = !config.penalty.l1, l2_chosen = !l1_chosen && fit.l1 == 0 && !config.penalty.l2;
  if (l1_chosen) choose_l1(data, rows, fit);
  if (l2_chosen) choose_l2(data, rows, fit);
  if (!l1_chosen && (!l2_chosen || config.optimizer.solver != "auto")) {
    fit.solution = solve_logistic(fit.examples, logistic_settings(data, fit));
  }
  if (unpenalised(config.penalty) && cells) refit_in_double(rows, rescaled, config.optimizer.tolerance, fit);
  if ((l1_chosen || l2_chosen) && rows.offset.size() == 0) {
    fall_back_to_base_rate(rows, fit);
  } else if (!l1_chosen && !l2_chosen && !data.observer.should_stop()) {
    // Where a file judges a fit without penalty, nobody asks for the rows left out: its intervals have a covariance.
    const bool asked = data.validation.table == nullptr || fit.l1 > 0 || fit.l2 > 0;
    if (asked) judge_given(data, rows, fit);
  }
  return fit;
}

}  // namespace binet
