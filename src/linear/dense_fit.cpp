#include "linear/dense_fit.hpp"

#include "linear/firth.hpp"
#include "linear/linear_objective.hpp"

namespace binet {
namespace {

Convergence convergence_of(const DesignFit& fit, double weight_sum) {
  Convergence state;
  state.converged = fit.converged;
  state.iterations = fit.iterations;
  state.objective = fit.penalised_deviance / (2 * weight_sum);
  state.gradient_norm = fit.gradient_norm / weight_sum;
  state.relative_gradient_norm = fit.first_gradient_norm > 0 ? fit.gradient_norm / fit.first_gradient_norm : 0;
  return state;
}

}  // namespace

Design design_of(const Examples& examples, const std::vector<Index>& levels) {
  const LinearObjective objective(examples, 0, levels);
  MatrixD rows;
  objective.design({0, examples.rows()}, rows);
  const Index p = objective.size();
  VectorD weight = VectorD::Ones(examples.rows());
  if (examples.weight.size() > 0) weight = examples.weight.cast<double>();
  return {rows, VectorD::Zero(p), VectorD::Ones(p), examples.target.cast<double>(), weight, examples.offset, {}};
}

DenseFit fit_densely(const Examples& examples, const DenseFitSettings& settings, const VectorD& start) {
  return fit_design(design_of(examples, settings.levels), settings, start);
}

DenseFit fit_design(Design all, const DenseFitSettings& settings, const VectorD& start) {
  if (!settings.intercept) all.x.col(0).setZero();
  const std::vector<Index> kept = independent_columns(all.x, all.weight);
  const Design design = all.select(kept);
  const VectorD from = start.size() > 0 ? VectorD(start(kept)) : VectorD();
  const DesignFit fit = settings.firth ? maximise_firth(design, from)
                                       : maximise_likelihood(design, from, settings.most_steps);
  const Index p = all.size();
  DenseFit result;
  result.parameters = VectorD::Zero(p);
  result.parameters(kept) = fit.coefficients;
  result.convergence = convergence_of(fit, all.weight.sum());
  MaximumLikelihood& found = result.found;
  found.parameters = result.parameters;
  found.aliased.assign(static_cast<std::size_t>(p), true);
  for (const Index j : kept) found.aliased[static_cast<std::size_t>(j)] = false;
  found.unbounded.assign(static_cast<std::size_t>(p), 0);
  found.rank = design.size();
  const Eigen::MatrixXd triangle =
      information_triangle(design.x, information_weights(design.weight, fit.probability));
  found.covariance = MatrixD::Zero(p, p);
  found.covariance(kept, kept) = inverse_information(triangle);
  found.least_pivot = least_pivot(triangle);
  found.free.resize(p, 0);
  found.scale = VectorD::Ones(p);
  return result;
}

detail::LeftOutLogits judge_dense_fit(const Examples& examples, const VectorD& parameters,
                                      const DenseFitSettings& settings, std::uint64_t seed,
                                      const std::vector<Split>& folds) {
  DenseFitSettings with_levels = settings;
  const LinearObjective all(examples, 0, settings.levels);
  with_levels.levels = all.layout().levels;
  const auto refit = [&](const Examples& rest, double, const VectorD& start) {
    return fit_densely(rest, with_levels, start).parameters;
  };
  if (folds.empty()) return detail::left_out_by_folds(all, parameters, seed, refit);
  return {detail::logits_without_folds(all, parameters, folds, refit), "the folds given"};
}

}  // namespace binet
