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
constexpr double kAtRest = 1e-10;  ///< a step moves no logit by more, see largest_move
constexpr double kMostMove = 5;    ///< limit of a logit's change in one step; beyond ±10 half of the logit
constexpr double kLarge = 0.5;     ///< leverage that makes plain scoring steps too long
constexpr double kNearlyCollinear = 1e-7;  ///< least pivot below which a step is corrected
constexpr double kDecides = 0.2;   ///< leverage of a row that may decide a coefficient, alone or with four others
constexpr double kHigher = 1e-3;   ///< a penalised deviance lower by this is of another maximum

/// A point on the penalised likelihood, with everything that a scoring step needs.
struct Point {
  VectorD logit, probability;
  Eigen::MatrixXd root_rows;  ///< √W X
  Eigen::MatrixXd triangle;   ///< R of its QR decomposition
  double deviance = 0, penalised = std::numeric_limits<double>::infinity();
};

struct Step {
  VectorD score, leverage, move;
};

struct Maximum {
  DesignFit fit;
  VectorD leverage;  ///< where the last step was taken
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

  /// The scoring step along the columns of `free`, and the score and leverages that it comes from.
  Step step(const Point& point, const Eigen::MatrixXd& free) const {
    Step found;
    Eigen::MatrixXd rows = point.root_rows.transpose();
    solve_upper_transposed(point.triangle, rows);
    found.leverage = rows.colwise().squaredNorm().transpose();
    const VectorD residual = design_.weight.array() * (design_.target - point.probability).array() +
                             found.leverage.array() * (0.5 - point.probability.array());
    found.score = free.transpose() * (design_.x.transpose() * residual);
    // The information along the free directions is (R free)ᵀ(R free).
    const VectorD lengths = step_lengths(found.leverage);
    Eigen::MatrixXd along_free = point.triangle * free;
    if ((lengths.array() > 1).any()) along_free = lengths.asDiagonal() * point.root_rows * free;
    const Eigen::MatrixXd triangle = triangle_of(along_free);
    const auto solve = [&](VectorD right) {
      solve_upper_transposed(triangle, right);
      solve_upper(triangle, right);
      return right;
    };
    VectorD along = solve(found.score);
    if (least_pivot(triangle) < kNearlyCollinear) {  // corrected seminormal equations (Björck 1987)
      const VectorD information = information_weights(design_.weight, point.probability);
      const VectorD weight = lengths.array().square() * information.array();
      const VectorD left = residual - weight.cwiseProduct(design_.x * (free * along));
      along += solve(free.transpose() * (design_.x.transpose() * left));
    }
    found.move = free * along;
    return found;
  }

 private:
  /// Factors of the rows by which a step is measured: 1, and √((w + h)/w) of those of large leverage. The score is that
  /// of w + h rows of target (w y + h/2)/(w + h), so that steps without h would be too long, by a factor of 2 where a
  /// row decides a coefficient alone (w = h = 1): they would go back and forth between the same two points.
  VectorD step_lengths(const VectorD& leverage) const {
    return leverage.binaryExpr(design_.weight,
                               [](double h, double w) { return h > kLarge ? std::sqrt(1 + h / w) : 1; });
  }

  const Design& design_;
  VectorD offset_;
};

/// The share of a move that changes each logit by at most its limit; 1 or more if the whole move does.
double allowed_share(const VectorD& change, const VectorD& logit) {
  return (kMostMove * (0.1 * logit.array().abs()).max(1.0) / change.array().abs()).minCoeff();
}

/// Maximises over the coefficients along the columns of `free`, p × q, from `coefficients`.
Maximum maximise_along(const Design& design, const Eigen::MatrixXd& free, VectorD coefficients) {
  const FirthLikelihood likelihood(design);
  Maximum found;
  DesignFit& fit = found.fit;
  Point point = likelihood.at(coefficients);
  double previous = std::numeric_limits<double>::infinity();
  for (int count = 0; count < kMostSteps && !fit.converged; ++count) {
    Step step = likelihood.step(point, free);
    VectorD& move = step.move;
    found.leverage = std::move(step.leverage);
    fit.gradient_norm = step.score.cwiseAbs().maxCoeff();
    if (count == 0) fit.first_gradient_norm = fit.gradient_norm;
    ++fit.iterations;
    if (!move.allFinite()) break;
    const VectorD change = design.x * move;
    const double largest = largest_move(change, point.logit), share = allowed_share(change, point.logit);
    if (share < 1) move *= share;
    Point next = likelihood.at(coefficients + move);
    const double rounding = 1e-13 * (std::abs(point.penalised) + 1);
    for (int half = 0; half < kMostHalvings && !(next.penalised <= point.penalised + rounding); ++half) {
      move *= 0.5;
      next = likelihood.at(coefficients + move);
    }
    coefficients += move;
    point = std::move(next);
    fit.converged = largest < kAtRest || (largest < 1e-8 && largest > 0.9 * previous);
    previous = largest;
  }
  fit.coefficients = coefficients;
  fit.probability = point.probability;
  fit.deviance = point.deviance;
  fit.penalised_deviance = point.penalised;
  return found;
}

/// The likelihood has two maxima where a few rows are far from all others: one where these rows decide a coefficient,
/// which is then nearly 0, and one where the others decide it, and the distant rows are on the side of their class.
/// Returns the higher one, where one is found.
DesignFit higher_maximum(const Design& design, Maximum found) {
  DesignFit& fit = found.fit;
  std::vector<Index> rest;
  for (Index i = 0; i < design.rows(); ++i) {
    if (!(found.leverage[i] > kDecides)) rest.push_back(i);
  }
  if (std::ssize(rest) == design.rows() || std::ssize(rest) <= design.size()) return fit;
  const Design others = design.select_rows(rest);
  if (std::ssize(independent_columns(others.x, others.weight)) < design.size()) return fit;
  const Index p = design.size();
  const Eigen::MatrixXd all = Eigen::MatrixXd::Identity(p, p);
  const DesignFit first = maximise_along(others, all, VectorD::Zero(p)).fit;
  const double least = fit.penalised_deviance - kHigher;
  if (!(FirthLikelihood(design).at(first.coefficients).penalised < least)) return fit;
  DesignFit other = maximise_along(design, all, first.coefficients).fit;
  if (!other.converged || !(other.penalised_deviance < least)) return fit;
  other.iterations += fit.iterations + first.iterations;
  other.first_gradient_norm = fit.first_gradient_norm;
  return other;
}

}  // namespace

DesignFit maximise_firth(const Design& design, const VectorD& start) {
  const Index p = design.size();
  const VectorD from = start.size() > 0 ? start : VectorD::Zero(p);
  return higher_maximum(design, maximise_along(design, Eigen::MatrixXd::Identity(p, p), from));
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
  const VectorD tangent = transform * profile_tangent(design, fit, column);
  VectorD others = original;
  const auto deviance = [&](double value) {
    others += (value - others[column]) * tangent;
    others[column] = value;
    const DesignFit found = maximise_along(design, free, back * others).fit;
    if (found.coefficients.allFinite()) others = transform * found.coefficients;
    return found.penalised_deviance;
  };
  const double quantile = normal_quantile(0.5 + level / 2);
  return deviance_interval(deviance, fit.penalised_deviance, original[column], standard_error, quantile * quantile);
}

}  // namespace binet
