#include "binet/base/error.hpp"
#include "eval/decision.hpp"
#include "linear/elastic_net_choice.hpp"
#include "linear/linear_objective.hpp"
#include "linear/logistic.hpp"
#include "linear/ridge_path.hpp"
#include "binet/model/coefficients.hpp"
#include "model/linear_network.hpp"
#include "train/network_recipe.hpp"
#include "train/recipes.hpp"
#include "train/resampling.hpp"
#include "train/separation.hpp"
#include "train/training_data.hpp"

#include <cmath>
#include <cstdio>
#include <limits>

namespace binet {

namespace {

/// A fit to some rows, with what is needed to judge it.
struct Fit {
  Schema schema;
  Encoder encoder;
  Examples examples;  ///< weights times class factors
  ClassFactors factors;
  std::string chosen_by;               ///< how l2 was chosen; empty if it was given
  VectorD held_out_logits;             ///< of the choice, one an example that was left out
  std::vector<Index> held_out_places;  ///< of these examples; empty: all
  double l1 = 0, l2 = 0;
  LogisticFit solution;
  std::vector<std::string> notes;  ///< on columns; made while their cells are still there
};

/// Left-out predictions come with the choice of the penalty, if there is one.
bool penalty_is_chosen(const PenaltyConfig& penalty) {
  return !penalty.l1 || (*penalty.l1 == 0 && !penalty.l2);
}

bool threshold_is_given(const Config& config) {
  return parse_decision_rule(config.decision.rule).threshold.has_value();
}

bool unpenalised(const PenaltyConfig& penalty) {
  return penalty.l1 == 0.0 && penalty.l2 == 0.0;
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

/// Of the rows fitted to, where they belong together or come in order of time; else none.
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
  fit.held_out_logits = std::move(choice.held_out_logits);
  if (!all) fit.held_out_places = std::move(choice.held_out_rows);
}

/// By time, the earliest rows are only fitted to: they have no held-out logit, which is NaN.
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

void choose_l2(const TrainingData& data, const LabelledRows& rows, Fit& fit) {
  const Config& config = data.config;
  Folds folds = folds_given(data, rows);
  RidgeChoice choice = choose_ridge(fit.examples, {.levels = fit.encoder.shape().levels,
                                                   .held_out_logits = true,
                                                   .tolerance = config.optimizer.tolerance,
                                                   .max_iterations = config.optimizer.max_iterations,
                                                   .seed = config.training.seed,
                                                   .folds = std::move(folds.splits),
                                                   .stop_requested = data.observer.stop_requested});
  fit.l2 = choice.l2;
  fit.solution = {std::move(choice.parameters), choice.convergence, choice.solver};
  fit.chosen_by = folds.described.empty() ? choice.method : folds.described;
  keep_judged(std::move(choice.held_out_logits), fit);
}

/// Unpenalised, one level of each category is the reference, as in R: with all levels the optimum would not be unique.
Fit fit_logistic(const TrainingData& data, const LabelledRows& rows, Table* expendable = nullptr) {
  const Config& config = data.config;
  Fit fit;
  fit.schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows);
  EncoderSettings settings = encoder_settings(config.encoding, "standard");
  settings.reference_level = unpenalised(config.penalty);
  fit.encoder = Encoder::fit(fit.schema, *rows.table, rows.rows, settings);
  fit.factors = class_factors(config.loss, rows);
  fit.notes = notes_on_columns(data, fit.schema);
  fit.examples = make_examples(fit.encoder, rows, fit.factors, expendable);
  fit.l1 = config.penalty.l1.value_or(0);
  fit.l2 = config.penalty.l2.value_or(0);
  const bool l1_chosen = !config.penalty.l1, l2_chosen = !l1_chosen && fit.l1 == 0 && !config.penalty.l2;
  if (l1_chosen) choose_l1(data, rows, fit);
  if (l2_chosen) choose_l2(data, rows, fit);
  if (!l1_chosen && (!l2_chosen || config.optimizer.solver != "auto")) {
    fit.solution = solve_logistic(fit.examples, logistic_settings(data, fit));
  }
  return fit;
}

Classifier make_classifier(const Fit& fit) {
  Classifier model;
  model.schema = fit.schema;
  model.encoders = {fit.encoder};
  Network network = make_linear_network(fit.encoder.shape(), fit.solution.parameters);
  shift_output_bias(network, -fit.factors.logit_shift());
  model.members.push_back({0, 1.0, std::move(network)});
  return model;
}

VectorD logits_of(const Fit& fit, const LabelledRows& rows) {
  const VectorD logit = linear_logits(make_examples(fit.encoder, rows), fit.encoder.shape(), fit.solution.parameters);
  return (logit.array() - fit.factors.logit_shift()).matrix();
}

/// On the validation file; else the predictions the penalty was chosen by, which move from the fit; else of a second
/// fit that leaves rows out.
HeldOut predict_held_out(const TrainingData& data, Fit& fit) {
  if (data.validation.table == nullptr && fit.held_out_logits.size() > 0) {
    fit.held_out_logits.array() -= fit.factors.logit_shift();
    if (fit.held_out_places.empty()) {
      return {std::move(fit.held_out_logits), data.training.target, data.training.weight, fit.chosen_by};
    }
    LabelledRows rows = data.training.gather(fit.held_out_places);
    return {std::move(fit.held_out_logits), std::move(rows.target), std::move(rows.weight), fit.chosen_by};
  }
  if (data.validation.table == nullptr && data.observer.should_stop()) return {};  // no time for a second fit
  const Holdout holdout = hold_out(data);
  if (holdout.described.empty()) return {};
  const VectorD logit = data.validation.table != nullptr ? logits_of(fit, holdout.held_out)
                                                         : logits_of(fit_logistic(data, holdout.fit), holdout.held_out);
  return {logit, holdout.held_out.target, holdout.held_out.weight, holdout.described};
}

/// Standard errors at the maximum likelihood, and that of the intercept once centring is undone:
/// β₀ − Σ β_j c_j / s_j.
void add_standard_errors(const Fit& fit, TrainingReport& report) {
  MatrixD cov;
  try {
    cov = covariance(fit.examples, fit.solution.parameters, fit.encoder.shape().levels);
  } catch (const Error&) {
    report.notes.push_back("some columns are combinations of others: coefficients are not unique, no standard errors");
    return;
  }
  for (Index i = 0; i < cov.rows(); ++i) report.standard_errors.push_back(std::sqrt(cov(i, i)));
  const VectorD undo = uncentred_intercept(fit.encoder, cov.rows());
  report.original_intercept_error = std::sqrt(undo.dot(cov * undo));
}

/// Of a maximum-likelihood fit: the saturated model's log likelihood is 0 where targets are 0 or 1.
LikelihoodSummary likelihood_summary(const Fit& fit, const LabelledRows& rows, double weights) {
  const double share = rows.positive_share();
  LikelihoodSummary summary;
  summary.deviance = 2 * weights * fit.solution.convergence.objective;
  summary.null_deviance = -2 * weights * (share * std::log(share) + (1 - share) * std::log1p(-share));
  summary.parameters = fit.solution.parameters.size();
  return summary;
}

std::string describe_solution(const Fit& fit, double tolerance) {
  const Convergence& end = fit.solution.convergence;
  // The choice of the penalty may have ended where the final fit starts.
  const std::string iterations = end.iterations > 0 ? " in " + std::to_string(end.iterations) + " iterations" : "";
  char text[320];
  std::snprintf(text, sizeof text, "%s %s%s: objective %.6g, gradient norm %.2g (%.2g of the start's, asked for %.2g)",
                fit.solution.solver.c_str(), end.converged ? "converged" : "did NOT converge", iterations.c_str(),
                end.objective, end.gradient_norm, end.relative_gradient_norm, tolerance);
  return text;
}

std::string describe_penalty(const Fit& fit, double weights) {
  char text[320];
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

void fill_report(const TrainingData& data, const Fit& fit, TrainingReport& report) {
  const double weights = fit.examples.weight.size() == 0 ? static_cast<double>(fit.examples.rows())
                                                         : fit.examples.weight.cast<double>().sum();
  report.recipe = "logistic";
  report.notes = fit.notes;
  report.l1 = fit.l1;
  report.l2 = fit.l2;
  report.convergence = fit.solution.convergence;
  report.verdict = describe_solution(fit, data.config.optimizer.tolerance) + ". " + describe_penalty(fit, weights);
  if (fit.l1 > 0 || fit.l2 > 0) return;
  const auto reasons = explain_separation(fit.encoder, fit.examples, data.target, fit.solution.parameters);
  report.notes.insert(report.notes.end(), reasons.begin(), reasons.end());
  if (reasons.empty() && !fit.factors.used()) add_standard_errors(fit, report);
  if (!fit.factors.used()) report.likelihood = likelihood_summary(fit, data.training, weights);
}

}  // namespace

Candidate train_logistic(const TrainingData& data) {
  if (data.config.optimizer.solver == "minibatch") return train_by_minibatches(data, "logistic", {});
  // By a second fit that leaves rows out, or to choose the threshold for want of such rows.
  const bool table_is_needed = data.validation.table == nullptr && !penalty_is_chosen(data.config.penalty) &&
                               (data.config.training.validation_fraction > 0 || !threshold_is_given(data.config));
  Fit fit = fit_logistic(data, data.training, table_is_needed ? nullptr : data.expendable);
  Candidate candidate{make_classifier(fit), predict_held_out(data, fit)};
  fill_report(data, fit, candidate.model.report);
  return candidate;
}

}  // namespace binet
