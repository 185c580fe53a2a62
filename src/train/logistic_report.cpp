#include "train/logistic_report.hpp"

#include "binet/model/coefficients.hpp"
#include "eval/log_loss.hpp"
#include "linear/design.hpp"
#include "model/linear_network.hpp"
#include "train/logit_offset.hpp"
#include "train/separation.hpp"
#include "train/verdict.hpp"

#include <algorithm>

namespace binet {
namespace {

constexpr Index kMostCovariance = 100;  ///< coefficients whose covariance the model keeps: about 100 kilobytes
constexpr Index kMostExamined = 3000;  ///< coefficients; the Hessian of all is factored

/// The lower triangle, with a row of zeros for the offset.
void add_covariance(const FittedLogistic& fit, const MatrixD& covariance, TrainingReport& report) {
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

/// The error of a parameter that is not aliased, or why it has none.
double error_of(const MaximumLikelihood& found, Index parameter) {
  const int unbounded = found.unbounded[static_cast<std::size_t>(parameter)];
  if (unbounded == 2) return kUndeterminedEstimate;
  if (unbounded != 0) return kInfiniteEstimate;
  return found.standard_error(VectorD::Unit(found.parameters.size(), parameter)).value_or(0);
}

/// Adds one error per parameter; 0 for one that is aliased, and for the offset. The intercept's error is that of
/// β₀ − Σ β_j c_j / s_j, after centring is undone.
void add_standard_errors(const FittedLogistic& fit, const MaximumLikelihood& found, TrainingReport& report) {
  const Index size = found.parameters.size();
  VectorD errors = VectorD::Zero(size);
  for (Index j = 0; j < size; ++j) {
    if (!found.aliased[static_cast<std::size_t>(j)]) errors[j] = error_of(found, j);
  }
  errors = with_offset(fit.encoder, fit.schema.offset, errors, 0);
  report.standard_errors.assign(errors.begin(), errors.end());
  const bool finite = std::ranges::none_of(found.unbounded, [](int direction) { return direction != 0; });
  if (finite && found.covariance.rows() == size && size <= kMostCovariance)
    add_covariance(fit, found.covariance, report);
  report.original_intercept_error =
      fit.schema.intercept ? found.standard_error(uncentred_intercept(fit.encoder, size)).value_or(0) : 0;
}

/// The deviance of the intercept alone, or of the offset alone if there is no intercept.
double null_deviance(const FittedLogistic& fit, const LabelledRows& rows, double weights) {
  if (rows.offset.size() == 0 && fit.schema.intercept) {
    return 2 * weights * log_loss_of_share(rows.positive_share());
  }
  Design design;
  design.x = Eigen::MatrixXd::Ones(rows.size(), fit.schema.intercept ? 1 : 0);
  design.target = rows.target.cast<double>();
  design.weight = rows.weight.size() > 0 ? VectorD(rows.weight.cast<double>()) : VectorD::Ones(rows.size());
  design.offset = rows.offset;
  return null_deviance_of(design);
}

/// Requires a maximum-likelihood fit; the saturated model's log likelihood is 0 for targets 0 and 1.
LikelihoodSummary likelihood_summary(const FittedLogistic& fit, const LabelledRows& rows, double weights, Index rank) {
  LikelihoodSummary summary;
  summary.deviance = 2 * weights * fit.solution.convergence.objective;
  summary.null_deviance = null_deviance(fit, rows, weights);
  summary.parameters = rank;
  return summary;
}

/// Reports what a fit without penalties has determined: finite estimates with their errors, and why others are not
/// finite.
void report_likelihood(const TrainingData& data, const FittedLogistic& fit, const MaximumLikelihood& found,
                       double weights, TrainingReport& report) {
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

}  // namespace

void fill_report(const TrainingData& data, const FittedLogistic& fit, TrainingReport& report) {
  const double weights = fit.examples.weight.size() == 0 ? static_cast<double>(fit.examples.rows())
                                                         : fit.examples.weight.cast<double>().sum();
  report.recipe = "logistic";
  report.notes = fit.notes;
  report.l1 = fit.l1;
  report.l2 = fit.l2;
  report.convergence = fit.solution.convergence;
  const auto slopes = fit.solution.parameters.tail(fit.solution.parameters.size() - 1);
  report.verdict = verdict_on({.solver = fit.solution.solver,
                               .convergence = fit.solution.convergence,
                               .tolerance = data.config.optimizer.tolerance,
                               .firth = fit.firth,
                               .l1 = fit.l1,
                               .l2 = fit.l2,
                               .chosen_by = fit.chosen_by,
                               .total_weight = weights,
                               .slopes = slopes.size(),
                               .nonzero = (slopes.array() != 0).count()});
  if (fit.likelihood) report_likelihood(data, fit, *fit.likelihood, weights, report);
  if (fit.l1 == 0 && fit.l2 == 0 && !fit.likelihood && fit.signs.empty()) {
    report.notes.push_back("no standard errors: more than " + std::to_string(kMostExamined) + " coefficients");
  }
}

void examine(FittedLogistic& fit) {
  const bool too_many = fit.solution.parameters.size() > kMostExamined;
  if (fit.likelihood || !fit.signs.empty() || fit.l1 > 0 || fit.l2 > 0 || too_many) return;
  fit.likelihood = examine_maximum_likelihood(fit.examples, fit.solution.parameters, fit.encoder.shape().levels);
}

}  // namespace binet
