#include "linear/firth.hpp"

#include "math/chi_squared.hpp"
#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr int kMostSteps = 500;
constexpr int kMostHalvings = 40;
constexpr double kAtRest = 1e-10;  ///< a step moves no logit by more
constexpr double kMostMove = 5;    ///< limit of a logit's change in one step

/// A point on the penalised likelihood, with everything that a scoring step needs.
struct Point {
  VectorD logit, probability;
  Eigen::MatrixXd root_rows;  ///< √W X
  Eigen::MatrixXd triangle;   ///< R of its QR decomposition
  double deviance = 0, penalised = std::numeric_limits<double>::infinity();
};

class FirthLikelihood {
 public:
  FirthLikelihood(const Design& design) : design_(design), offset_(design.offset_or_zero()) {}

  Point at(const VectorD& coefficients) const {
    Point point;
    point.logit = offset_ + design_.x * coefficients;
    point.probability = point.logit.unaryExpr([](double z) { return 1 / (1 + std::exp(-z)); });
    point.deviance = deviance_of(point.logit, design_.target, design_.weight);
    const VectorD weight = information_weights(design_.weight, point.probability);
    point.root_rows = weight.cwiseSqrt().asDiagonal() * design_.x;
    point.triangle = triangle_of(point.root_rows);
    // −2 · ½ log |XᵀWX| = −2 Σ log |R_jj|.
    point.penalised = point.deviance - 2 * point.triangle.diagonal().cwiseAbs().array().log().sum();
    return point;
  }

  VectorD score(const Point& point) const {
    Eigen::MatrixXd rows = point.root_rows.transpose();
    solve_upper_transposed(point.triangle, rows);
    const VectorD leverage = rows.colwise().squaredNorm().transpose();
    const VectorD residual = design_.weight.array() * (design_.target - point.probability).array() +
                             leverage.array() * (0.5 - point.probability.array());
    return design_.x.transpose() * residual;
  }

 private:
  const Design& design_;
  VectorD offset_;
};

/// Maximises over the coefficients along the columns of `free`, p × q, from `coefficients`.
DesignFit maximise_along(const Design& design, const Eigen::MatrixXd& free, VectorD coefficients) {
  const FirthLikelihood likelihood(design);
  DesignFit fit;
  Point point = likelihood.at(coefficients);
  double previous = std::numeric_limits<double>::infinity();
  for (int count = 0; count < kMostSteps && !fit.converged; ++count) {
    // The information along the free directions is (R free)ᵀ(R free).
    const Eigen::MatrixXd triangle = triangle_of(point.triangle * free);
    VectorD step = free.transpose() * likelihood.score(point);
    fit.gradient_norm = step.cwiseAbs().maxCoeff();
    if (count == 0) fit.first_gradient_norm = fit.gradient_norm;
    ++fit.iterations;
    solve_upper_transposed(triangle, step);
    solve_upper(triangle, step);
    VectorD move = free * step;
    if (!move.allFinite()) break;
    const double largest = (design.x * move).cwiseAbs().maxCoeff();
    if (largest > kMostMove) move *= kMostMove / largest;
    Point next = likelihood.at(coefficients + move);
    const double rounding = 1e-13 * (std::abs(point.penalised) + 1);
    for (int half = 0; half < kMostHalvings && !(next.penalised <= point.penalised + rounding); ++half) {
      move *= 0.5;
      next = likelihood.at(coefficients + move);
    }
    coefficients += move;
    point = std::move(next);
    const double size = std::max(1.0, point.logit.cwiseAbs().maxCoeff());
    fit.converged = largest < kAtRest * size || (largest < 1e-8 * size && largest > 0.9 * previous);
    previous = largest;
  }
  fit.coefficients = coefficients;
  fit.probability = point.probability;
  fit.deviance = point.deviance;
  fit.penalised_deviance = point.penalised;
  return fit;
}

}  // namespace

DesignFit maximise_firth(const Design& design, const VectorD& start) {
  const Index p = design.size();
  return maximise_along(design, Eigen::MatrixXd::Identity(p, p), start.size() > 0 ? start : VectorD::Zero(p));
}

ProfileInterval firth_profile_interval(const Design& design, const DesignFit& fit, Index column,
                                       double standard_error, double level) {
  const Eigen::MatrixXd transform = design.to_original();
  const VectorD original = transform * fit.coefficients;
  const Index p = design.size();
  // In original units the others are free: β = value·e_column + Σ others, γ = T⁻¹β.
  Eigen::MatrixXd back = Eigen::MatrixXd::Identity(p, p);
  solve_upper(transform, back);
  std::vector<Index> rest;
  for (Index j = 0; j < p; ++j) {
    if (j != column) rest.push_back(j);
  }
  const Eigen::MatrixXd free = back(Eigen::all, rest);
  VectorD others = original;
  const auto deviance = [&](double value) {
    others[column] = value;
    const DesignFit found = maximise_along(design, free, back * others);
    if (found.coefficients.allFinite()) others = transform * found.coefficients;
    return found.penalised_deviance;
  };
  const double quantile = normal_quantile(0.5 + level / 2);
  return deviance_interval(deviance, fit.penalised_deviance, original[column], standard_error, quantile * quantile);
}

}  // namespace binet
