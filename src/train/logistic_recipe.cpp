#include "binet/base/error.hpp"
#include "base/counted.hpp"
#include "eval/decision.hpp"
#include "linear/elastic_net_choice.hpp"
#include "linear/dense_fit.hpp"
#include "linear/design.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "linear/nested_choice.hpp"
#include "linear/ridge_path.hpp"
#include "binet/model/coefficients.hpp"
#include "model/linear_network.hpp"
#include "train/base_rate.hpp"
#include "train/bounded_logistic.hpp"
#include "train/logit_offset.hpp"
#include "train/network_recipe.hpp"
#include "train/recipes.hpp"
#include "train/resampling.hpp"
#include "train/separation.hpp"
#include "train/training_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

namespace binet {

namespace {

constexpr Index kMostCovariance = 100;  ///< coefficients whose covariance the model keeps: about 100 kilobytes
constexpr Index kMostExamined = 3000;  ///< coefficients; the Hessian of all is factored

/// A fit to some rows, with what its evaluation needs.
struct Fit {
  Schema schema;
  Encoder encoder;
  Examples examples;  ///< weights times class factors
  ClassFactors factors;
  std::string chosen_by;               ///< how l2 was chosen; empty if it was given
  std::string judged_by;               ///< how the held-out logits were computed
  VectorD held_out_logits;             ///< one per left-out example
  std::vector<Index> held_out_places;  ///< of these examples; empty: all
  double l1 = 0, l2 = 0;
  LogisticFit solution;
  std::vector<std::string> notes;  ///< on columns, collected before their cells are freed
  std::optional<MaximumLikelihood> dense;  ///< for a fit on the full design: its standard errors
  bool firth = false;                      ///< with Firth's penalty
  std::vector<int> signs;                  ///< of bounded coefficients; empty if none is
};

bool threshold_is_given(const Config& config) {
  return parse_decision_rule(config.decision.rule).threshold.has_value();
}

bool is_firth(const PenaltyConfig& penalty) {
  return penalty.name == "firth";
}

/// True if nothing penalises the size of coefficients.
bool unpenalised(const PenaltyConfig& penalty) {
  return is_firth(penalty) || (penalty.l1 == 0.0 && penalty.l2 == 0.0);
}

LogisticSettings logistic_settings(const TrainingData& data, const Fit& fit) {
  LogisticSettings settings;
  settings.solver = data.config.optimizer.solver;
  settings.l1 = fit.l1;
  settings.l2 = fit.l2;
  settings.tolerance = data.config.optimizer.tolerance;
  settings.max_iterations = data.config.optimizer.max_iterations;
  settings.levels = fit.encoder.shape().levels;
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

void choose_l1(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
  const Config& config = data.config;
  Folds folds = folds_given(data, rows);
  ElasticNetChoice choice =
      choose_elastic_net(fit.examples, {.l1_share = config.penalty.l1_share,
                                        .l2 = config.penalty.l2,
                                        .one_standard_error = config.penalty.l1_rule == "one_standard_error",
                                        .tolerance = config.optimizer.tolerance,
                                        .max_iterations = config.optimizer.max_iterations,
                                        .levels = fit.encoder.shape().levels,
                                        .seed = config.training.seed,
                                        .folds = std::move(folds.splits),
                                        .stop_requested = data.observer.stop_requested});
  fit.l1 = choice.l1;
  fit.l2 = choice.l2;
  fit.solution = {std::move(choice.parameters), choice.convergence, "coordinate_descent"};
  const bool all = choice.held_out_logits.size() == fit.examples.rows();
  fit.chosen_by = !folds.described.empty() ? folds.described : all ? "5-fold cross-validation" : "a fifth held out";
  fit.judged_by = fit.chosen_by;
  fit.held_out_logits = std::move(choice.held_out_logits);
  if (!all) fit.held_out_places = std::move(choice.held_out_rows);
}

/// With time, the earliest rows are only fitted to; they have no held-out logit, that is, NaN.
void keep_judged(VectorD&& logits, Fit& fit) {
  if (!logits.hasNaN()) {
    fit.held_out_logits = std::move(logits);
    return;
  }
  for (Index i = 0; i < logits.size(); ++i) {
    if (!std::isnan(logits[i])) fit.held_out_places.push_back(i);
  }
  fit.held_out_logits = logits(fit.held_out_places);
}

RidgeSettings ridge_settings(const TrainingData& data, const Fit& fit, const Folds& folds) {
  return {.levels = fit.encoder.shape().levels,
          .held_out_logits = true,
          .tolerance = data.config.optimizer.tolerance,
          .max_iterations = data.config.optimizer.max_iterations,
          .seed = data.config.training.seed,
          .folds = folds.splits,
          .stop_requested = data.observer.stop_requested};
}

void choose_l2(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
  const Folds folds = folds_given(data, rows);
  RidgeSettings settings = ridge_settings(data, fit, folds);
  const bool nested = data.validation.table == nullptr && detail::nested_choice_is_quick(fit.examples, settings);
  if (nested) settings.held_out_logits = false;
  RidgeChoice choice = choose_ridge(fit.examples, settings);
  fit.l2 = choice.l2;
  fit.chosen_by = folds.described.empty() ? choice.method : folds.described;
  if (nested) {
    detail::LeftOutLogits judged = detail::judge_ridge_choice(fit.examples, choice, settings);
    choice.held_out_logits = std::move(judged.logits);
    choice.judged_by = std::move(judged.method);
  }
  fit.solution = {std::move(choice.parameters), choice.convergence, choice.solver};
  fit.judged_by = folds.described.empty() ? choice.judged_by : folds.described;
  keep_judged(std::move(choice.held_out_logits), fit);
}

/// Evaluates a fit with given penalties from the fit itself, as for a chosen penalty.
void judge_given(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out =
      fit.l1 == 0 ? judge_ridge(fit.examples, fit.solution.parameters, fit.l2, ridge_settings(data, fit, folds))
                  : judge_elastic_net(fit.examples, fit.solution.parameters, fit.l1, fit.l2,
                                      {.max_iterations = data.config.optimizer.max_iterations,
                                       .levels = fit.encoder.shape().levels,
                                       .seed = data.config.training.seed,
                                       .folds = folds.splits});
  fit.judged_by = folds.described.empty() ? left_out.method : folds.described;
  keep_judged(std::move(left_out.logits), fit);
}

/// Fits on the full design in double: fits with Firth's penalty, and those without an intercept.
void fit_on_full_design(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
  const DenseFitSettings settings{.firth = is_firth(data.config.penalty),
                                  .intercept = fit.schema.intercept,
                                  .levels = fit.encoder.shape().levels};
  DenseFit dense = fit_densely(fit.examples, settings);
  fit.solution = {std::move(dense.parameters), dense.convergence, settings.firth ? "firth" : "newton"};
  fit.dense = std::move(dense.found);
  if (data.validation.table != nullptr || data.observer.should_stop()) return;
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out =
      judge_dense_fit(fit.examples, fit.solution.parameters, settings, data.config.training.seed, folds.splits);
  fit.judged_by = folds.described.empty() ? left_out.method : folds.described;
  keep_judged(std::move(left_out.logits), fit);
}

/// Within the bounds of model.increasing and model.decreasing, under the penalty given or the one chosen without them.
void fit_within_bounds(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
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
  fit.solution = solve_bounded(fit.examples, settings, fit.signs);
  fit.notes.push_back(describe_bounds(fit.encoder, fit.signs, fit.solution.parameters));
  if (data.validation.table != nullptr || data.observer.should_stop()) return;
  const Folds folds = folds_given(data, rows);
  detail::LeftOutLogits left_out =
      judge_bounded(fit.examples, fit.solution.parameters, settings, fit.signs, data.config.training.seed, folds.splits);
  fit.judged_by = folds.described.empty() ? left_out.method : folds.described;
  keep_judged(std::move(left_out.logits), fit);
}

/// If the fit with the chosen penalty predicts worse than the share of positives, that share becomes the model.
void fall_back_to_base_rate(const LabelledRows& rows, Fit& fit) {
  const bool some = !fit.held_out_places.empty();
  const LabelledRows judged = some ? rows.gather(fit.held_out_places) : LabelledRows{};
  if (!worse_than_base_rate((fit.held_out_logits.array() - fit.factors.logit_shift()).matrix(),
                            some ? judged.target : rows.target, some ? judged.weight : rows.weight)) {
    return;
  }
  const double share = rows.positive_share(), logit = std::log(share) - std::log1p(-share) + fit.factors.logit_shift();
  fit.solution.parameters.setZero();
  fit.solution.parameters[0] = logit;
  fit.held_out_logits.setConstant(logit);
  fit.notes.push_back("logistic regression predicts held-out rows worse than the base rate: the model predicts the base rate "
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

/// Unpenalised, one level of each category is the reference, as in R: with all levels the optimum would not be unique.
Fit fit_logistic(const TrainingData& data, const LabelledRows& rows, Table* expendable = nullptr) {
  const Config& config = data.config;
  Fit fit;
  fit.schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows, rows.weights());
  fit.schema.intercept = config.model.intercept && rows.table->intercept;
  fit.firth = is_firth(config.penalty);
  EncoderSettings settings = encoder_settings(config.encoding, "standard");
  settings.reference_level = unpenalised(config.penalty);
  if (!fit.schema.intercept) leave_out_intercept(*rows.table, fit.schema, settings);
  fit.encoder = Encoder::fit(without_offset(fit.schema, config.data.offset), *rows.table, rows.rows, settings, rows.weights());
  name_offset(config.data.offset, fit.schema);
  fit.factors = class_factors(config.loss, rows);
  fit.notes = notes_on_columns(data, fit.schema);
  fit.examples = make_examples(fit.encoder, rows, fit.factors, expendable);
  if (fit.firth || !fit.schema.intercept) {
    fit_on_full_design(data, rows, fit);
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
  if ((l1_chosen || l2_chosen) && rows.offset.size() == 0) {
    fall_back_to_base_rate(rows, fit);
  } else if (!l1_chosen && !l2_chosen && data.validation.table == nullptr && !data.observer.should_stop()) {
    judge_given(data, rows, fit);
  }
  return fit;
}

Classifier make_classifier(const Fit& fit) {
  Classifier model;
  model.schema = fit.schema;
  model.encoders = {with_offset(fit.encoder, fit.schema.offset)};
  Network network =
      make_linear_network(model.encoders[0].shape(), with_offset(fit.encoder, fit.schema.offset, fit.solution.parameters, 1));
  shift_output_bias(network, -fit.factors.logit_shift());
  model.members.push_back({0, 1.0, std::move(network)});
  return model;
}

VectorD logits_of(const Fit& fit, const LabelledRows& rows) {
  const VectorD logit = linear_logits(make_examples(fit.encoder, rows), fit.encoder.shape(), fit.solution.parameters);
  return (logit.array() - fit.factors.logit_shift()).matrix();
}

/// On the validation file; otherwise on the fitted rows, each predicted by a fit without it.
HeldOut predict_held_out(const TrainingData& data, Fit& fit) {
  const LabelledRows& validation = data.validation;
  if (validation.table != nullptr) {
    return {logits_of(fit, validation), validation.target, validation.weight, validation.table->source};
  }
  if (fit.held_out_logits.size() == 0) return {};
  fit.held_out_logits.array() -= fit.factors.logit_shift();
  if (fit.held_out_places.empty()) {
    const bool shares_known = data.training.group.empty() && data.training.time.empty();
    return {std::move(fit.held_out_logits), data.training.target, data.training.weight, fit.judged_by, {}, shares_known};
  }
  LabelledRows rows = data.training.gather(fit.held_out_places);
  HeldOut found{std::move(fit.held_out_logits), std::move(rows.target), std::move(rows.weight), fit.judged_by};
  found.places = std::move(fit.held_out_places);
  return found;
}

/// The lower triangle, with a row of zeros for the offset.
void add_covariance(const Fit& fit, const MatrixD& covariance, TrainingReport& report) {
  const Index size = covariance.rows();
  std::vector<VectorD> rows;
  for (Index i = 0; i < size; ++i) {
    rows.push_back(with_offset(fit.encoder, fit.schema.offset, VectorD(covariance.row(i).transpose()), 0));
  }
  if (!fit.schema.offset.empty()) {
    rows.insert(rows.begin() + 1 + std::ssize(fit.encoder.dense_names()), VectorD::Zero(size + 1));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    report.covariance.insert(report.covariance.end(), rows[i].data(), rows[i].data() + i + 1);
  }
}

/// Adds one error per parameter; 0 for one that is not estimated, and for the offset. The intercept's error is that of
/// β₀ − Σ β_j c_j / s_j, after centring is undone.
void add_standard_errors(const Fit& fit, const MaximumLikelihood& found, TrainingReport& report) {
  const Index size = found.parameters.size();
  VectorD errors = VectorD::Zero(size);
  for (Index j = 0; j < size; ++j) {
    if (!found.aliased[static_cast<std::size_t>(j)]) errors[j] = found.standard_error(VectorD::Unit(size, j)).value_or(0);
  }
  errors = with_offset(fit.encoder, fit.schema.offset, errors, 0);
  report.standard_errors.assign(errors.begin(), errors.end());
  const bool finite = std::ranges::none_of(found.unbounded, [](int direction) { return direction != 0; });
  if (finite && found.covariance.rows() == size && size <= kMostCovariance) add_covariance(fit, found.covariance, report);
  report.original_intercept_error =
      fit.schema.intercept ? found.standard_error(uncentred_intercept(fit.encoder, size)).value_or(0) : 0;
}

/// The deviance of the intercept alone, or of the offset alone if there is no intercept.
double null_deviance(const Fit& fit, const LabelledRows& rows, double weights) {
  if (rows.offset.size() == 0 && fit.schema.intercept) {
    const double share = rows.positive_share();
    return -2 * weights * (share * std::log(share) + (1 - share) * std::log1p(-share));
  }
  Design design;
  design.x = Eigen::MatrixXd::Ones(rows.size(), fit.schema.intercept ? 1 : 0);
  design.target = rows.target.cast<double>();
  design.weight = rows.weight.size() > 0 ? VectorD(rows.weight.cast<double>()) : VectorD::Ones(rows.size());
  design.offset = rows.offset;
  return null_deviance_of(design);
}

/// Requires a maximum-likelihood fit; the saturated model's log likelihood is 0 for targets 0 and 1.
LikelihoodSummary likelihood_summary(const Fit& fit, const LabelledRows& rows, double weights, Index rank) {
  LikelihoodSummary summary;
  summary.deviance = 2 * weights * fit.solution.convergence.objective;
  summary.null_deviance = null_deviance(fit, rows, weights);
  summary.parameters = rank;
  return summary;
}

/// Reports what a fit without penalties has determined: finite estimates with their errors, and why others are not
/// finite.
void report_likelihood(const TrainingData& data, const Fit& fit, const MaximumLikelihood& found, double weights,
                       TrainingReport& report) {
  const auto open = describe_open_estimates(fit.encoder, fit.examples, data.target, found);
  report.notes.insert(report.notes.end(), open.begin(), open.end());
  if (fit.factors.used()) return;
  if (fit.firth && fit.solution.convergence.converged) return add_standard_errors(fit, found, report);
  if (fit.firth) return report.notes.push_back("the solver did not converge: no standard errors");
  const bool at_optimum = found.separated_rows > 0 || fit.solution.convergence.converged;
  if (at_optimum) report.likelihood = likelihood_summary(fit, data.training, weights, found.rank);
  if (found.undecided) return;
  if (at_optimum) return add_standard_errors(fit, found, report);
  report.notes.push_back("the solver did not converge: no standard errors; raise optimizer.max_iterations above " +
                         std::to_string(data.config.optimizer.max_iterations));
}

std::string describe_solution(const Fit& fit, double tolerance) {
  const Convergence& end = fit.solution.convergence;
  // The choice of the penalty may have ended where the final fit starts.
  const std::string iterations = end.iterations > 0 ? " in " + counted(end.iterations, "iteration") : "";
  char text[320];
  std::snprintf(text, sizeof text, "%s %s%s: objective %.6g, gradient norm %.2g (relative %.2g, tolerance %.2g)",
                fit.solution.solver.c_str(), end.converged ? "converged" : "did not converge", iterations.c_str(),
                end.objective, end.gradient_norm, end.relative_gradient_norm, tolerance);
  return text;
}

std::string describe_penalty(const Fit& fit, double weights) {
  char text[320];
  if (fit.firth) return "Firth's penalty (R: brglm2 with type MPL_Jeffreys, logistf)";
  if (fit.l1 == 0 && fit.l2 == 0) return "No penalty (scikit-learn: penalty=None)";
  const double total = fit.l1 + fit.l2;
  if (fit.l1 == 0) {
    std::snprintf(text, sizeof text, "l2 %.4g%s (scikit-learn: C=%.4g)", fit.l2,
                  fit.chosen_by.empty() ? "" : (", chosen by " + fit.chosen_by).c_str(), 1 / (weights * fit.l2));
  } else {
    const auto slopes = fit.solution.parameters.tail(fit.solution.parameters.size() - 1);
    std::snprintf(text, sizeof text,
                  "l1 %.4g, l2 %.4g%s (scikit-learn: C=%.4g, l1_ratio=%.4g): %td of %td coefficients "
                  "are not 0",
                  fit.l1, fit.l2, fit.chosen_by.empty() ? "" : (", chosen by " + fit.chosen_by).c_str(),
                  1 / (weights * total), fit.l1 / total, (slopes.array() != 0).count(), slopes.size());
  }
  return text;
}

void fill_report(const TrainingData& data, const Fit& fit, const std::optional<MaximumLikelihood>& found,
                 TrainingReport& report) {
  const double weights = fit.examples.weight.size() == 0 ? static_cast<double>(fit.examples.rows())
                                                         : fit.examples.weight.cast<double>().sum();
  report.recipe = "logistic";
  report.notes = fit.notes;
  report.l1 = fit.l1;
  report.l2 = fit.l2;
  report.convergence = fit.solution.convergence;
  report.verdict = describe_solution(fit, data.config.optimizer.tolerance) + ". " + describe_penalty(fit, weights);
  if (found) report_likelihood(data, fit, *found, weights, report);
  if (fit.l1 == 0 && fit.l2 == 0 && !found && fit.signs.empty()) {
    report.notes.push_back("no standard errors: more than " + std::to_string(kMostExamined) + " coefficients");
  }
}

/// What the likelihood determines; sets aliased coefficients to 0. Empty with a penalty or very many coefficients.
std::optional<MaximumLikelihood> examine(Fit& fit) {
  if (fit.dense) return fit.dense;
  if (!fit.signs.empty()) return std::nullopt;
  if (fit.l1 > 0 || fit.l2 > 0 || fit.solution.parameters.size() > kMostExamined) return std::nullopt;
  MaximumLikelihood found =
      examine_maximum_likelihood(fit.examples, fit.solution.parameters, fit.encoder.shape().levels);
  if (found.rank < found.parameters.size() && !found.undecided) {
    fit.solution.parameters = found.parameters;
  }
  return found;
}

}  // namespace

Candidate train_logistic(const TrainingData& data) {
  if (data.config.optimizer.solver == "minibatch") return train_by_minibatches(data, "logistic", {});
  // The threshold may have to be chosen on the training rows: a class of one row leaves none to judge by.
  const auto positives = (data.training.target.array() > Scalar{0.5}).count();
  const bool judged = std::min<Index>(positives, data.training.size() - positives) > 1;
  Fit fit = fit_logistic(data, data.training, judged || threshold_is_given(data.config) ? data.expendable : nullptr);
  const std::optional<MaximumLikelihood> found = examine(fit);
  Candidate candidate{make_classifier(fit), predict_held_out(data, fit)};
  fill_report(data, fit, found, candidate.model.report);
  return candidate;
}

}  // namespace binet
