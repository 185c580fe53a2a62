#include "linear/design.hpp"

#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr int kMostHalvings = 40;
constexpr double kCollinear = 1e-11;     ///< as in glm's qr: relative to a column's length, after projecting out
                                         ///< earlier columns
constexpr double kAtRest = 1e-11;        ///< the last step moves no logit by more, see largest_move
constexpr double kNearlyAtRest = 1e-8;   ///< the same for a step no shorter than the previous one: rounding errors
constexpr double kRegularPivot = 1e-10;  ///< below this, a step uses a QR decomposition
constexpr double kSaturated = 1e-15;     ///< p(1 − p) of rows that a step in double precision no longer moves
constexpr double kUndetermined = 1e-28;  ///< least pivot; rounding errors leave about 1e-30 of a combination
constexpr Index kBlockRows = 4096;

VectorD probabilities(const VectorD& logit) {
  return logit.unaryExpr([](double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); });
}

double softplus(double z) {
  return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}

Eigen::MatrixXd weighted(const Eigen::MatrixXd& x, const VectorD& weight) {
  return weight.cwiseSqrt().asDiagonal() * x;
}

/// XᵀWX, about a thousand rows at a time.
Eigen::MatrixXd information(const Eigen::MatrixXd& x, const VectorD& weight) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(x.cols(), x.cols());
  for (Index i = 0; i < x.rows(); i += kBlockRows) {
    const Index count = std::min(kBlockRows, x.rows() - i);
    const Eigen::MatrixXd block = weight.segment(i, count).cwiseSqrt().asDiagonal() * x.middleRows(i, count);
    sum.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
  }
  return sum.selfadjointView<Eigen::Lower>();
}

/// (XᵀWX)⁻¹ Xᵀr.
VectorD newton_step(const Eigen::MatrixXd& x, const VectorD& weight, const VectorD& residual) {
  const Eigen::MatrixXd matrix = information(x, weight);
  const VectorD diagonal = matrix.diagonal().cwiseSqrt().cwiseMax(1e-300);
  const VectorD inverse = diagonal.cwiseInverse();
  const Cholesky factor(Eigen::MatrixXd(inverse.asDiagonal() * matrix * inverse.asDiagonal()));
  if (factor.succeeded() && factor.least_pivot() > kRegularPivot) {
    return factor.solve((x.transpose() * residual).cwiseProduct(inverse)).cwiseProduct(inverse);
  }
  // min ‖√W (Xδ − r/W)‖: residuals vanish together with their weights.
  const VectorD root = weight.cwiseSqrt();
  const VectorD right = residual.binaryExpr(root, [](double r, double s) { return s > 0 ? r / s : 0; });
  return least_squares(weighted(x, weight), right);
}

/// False where only saturated rows determine some coefficient: their logits rest because of rounding, and the classes,
/// or some rows, are separated.
bool determines_all(const Eigen::MatrixXd& x, const VectorD& weight, const VectorD& probability) {
  const VectorD curvature = information_weights(VectorD::Ones(x.rows()), probability);
  if (curvature.minCoeff() > kSaturated) return true;
  const VectorD information =
      curvature.binaryExpr(weight, [](double c, double w) { return c > kSaturated ? w * c : 0; });
  const Eigen::MatrixXd triangle = information_triangle(x, information);
  return triangle.rows() == x.cols() && least_pivot(triangle) > kUndetermined;
}

double largest_slope(const Eigen::MatrixXd& x, const VectorD& residual) {
  return (x.transpose() * residual).cwiseAbs().maxCoeff();
}

}  // namespace

Eigen::MatrixXd Design::to_original() const {
  Eigen::MatrixXd transform = scale.cwiseInverse().asDiagonal();
  transform.row(0).tail(size() - 1) = -center.tail(size() - 1).cwiseQuotient(scale.tail(size() - 1)).transpose();
  return transform;
}

Design Design::select(const std::vector<Index>& kept) const {
  Design some{x(Eigen::all, kept), center(kept), scale(kept), target, weight, offset, {}};
  for (const Index j : kept) {
    if (!names.empty()) some.names.push_back(names[static_cast<std::size_t>(j)]);
  }
  return some;
}

Design Design::select_rows(const std::vector<Index>& rows) const {
  const VectorD some_offset = offset.size() > 0 ? VectorD(offset(rows)) : VectorD();
  return {x(rows, Eigen::all), center, scale, target(rows), weight(rows), some_offset, names};
}

std::vector<Index> independent_columns(const Eigen::MatrixXd& x, const VectorD& weight) {
  std::vector<Index> kept;
  for (Index j = 0; j < x.cols(); ++j) kept.push_back(j);
  const VectorD lengths = weighted(x, weight).colwise().norm();
  while (true) {
    const Eigen::MatrixXd chosen = x(Eigen::all, kept);
    const VectorD diagonal = triangle_diagonal(weighted(chosen, weight));
    const auto dependent = [&](Index a) {
      const double length = lengths[kept[static_cast<std::size_t>(a)]];
      return a >= diagonal.size() || !(std::abs(diagonal[a]) > kCollinear * length);
    };
    Index first = 0;
    while (first < std::ssize(kept) && !dependent(first)) ++first;
    if (first == std::ssize(kept)) return kept;
    kept.erase(kept.begin() + first);  // later pivots were compared with rounding errors
  }
}

double deviance_of(const VectorD& logit, const VectorD& target, const VectorD& weight) {
  double sum = 0;
  for (Index i = 0; i < logit.size(); ++i) sum += weight[i] * (softplus(logit[i]) - target[i] * logit[i]);
  return 2 * sum;
}

double null_deviance_of(const Design& design) {
  const bool intercept = design.size() > 0 && (design.x.col(0).array() == 1).all();
  return maximise_likelihood(design.x.leftCols(intercept ? 1 : 0), design.target, design.weight,
                             design.offset_or_zero())
      .deviance;
}

double largest_move(const VectorD& move, const VectorD& logit) {
  if (move.size() == 0) return 0;
  const double size = std::clamp(logit.cwiseAbs().maxCoeff(), 1.0, 1e3);
  return (move.array().abs() / logit.array().abs().max(size)).maxCoeff();
}

VectorD information_weights(const VectorD& weight, const VectorD& probability) {
  return weight.array() * probability.array() * (1 - probability.array());
}

DesignFit maximise_likelihood(const Eigen::MatrixXd& x, const VectorD& target, const VectorD& weight,
                              const VectorD& offset, const VectorD& start, int most_steps) {
  DesignFit fit;
  if (x.cols() == 0) {
    fit.coefficients.resize(0);
    fit.probability = probabilities(offset);
    fit.deviance = fit.penalised_deviance = deviance_of(offset, target, weight);
    fit.converged = true;
    return fit;
  }
  fit.coefficients = start.size() > 0 ? start : VectorD::Zero(x.cols());
  VectorD logit = offset + x * fit.coefficients;
  fit.deviance = deviance_of(logit, target, weight);
  double previous = std::numeric_limits<double>::infinity();
  for (int count = 0; count < most_steps && !fit.converged; ++count) {
    fit.probability = probabilities(logit);
    const VectorD residual = weight.cwiseProduct(target - fit.probability);
    if (count == 0) fit.first_gradient_norm = largest_slope(x, residual);
    VectorD step = newton_step(x, information_weights(weight, fit.probability), residual);
    if (!step.allFinite()) break;
    VectorD move = x * step;
    const VectorD whole = move;
    double deviance = deviance_of(logit + move, target, weight);
    const double rounding = 1e-13 * (std::abs(fit.deviance) + 1);
    for (int half = 0; half < kMostHalvings && !(deviance <= fit.deviance + rounding); ++half) {
      step *= 0.5;
      move *= 0.5;
      deviance = deviance_of(logit + move, target, weight);
    }
    if (!(deviance <= fit.deviance + rounding)) {  // no step along this direction helps
      fit.converged = largest_move(whole, logit) < kNearlyAtRest;
      break;
    }
    fit.coefficients += step;
    ++fit.iterations;
    logit = offset + x * fit.coefficients;
    fit.deviance = deviance_of(logit, target, weight);
    const double largest = largest_move(whole, logit);
    fit.converged = largest < kAtRest || (largest < kNearlyAtRest && largest > 0.5 * previous);
    previous = largest;
  }
  fit.probability = probabilities(logit);
  fit.converged = fit.converged && determines_all(x, weight, fit.probability);
  fit.gradient_norm = largest_slope(x, weight.cwiseProduct(target - fit.probability));
  fit.penalised_deviance = fit.deviance;
  return fit;
}

DesignFit maximise_likelihood(const Design& design, const VectorD& start, int most_steps) {
  return maximise_likelihood(design.x, design.target, design.weight, design.offset_or_zero(), start, most_steps);
}

Eigen::MatrixXd information_triangle(const Eigen::MatrixXd& x, const VectorD& information_weight) {
  return triangle_of(weighted(x, information_weight));
}

double least_pivot(const Eigen::MatrixXd& triangle) {
  double least = 1;
  for (Index j = 0; j < triangle.cols(); ++j) {
    const double length = triangle.col(j).squaredNorm();
    least = std::min(least, length > 0 ? std::pow(triangle(j, j), 2) / length : 0);
  }
  return least;
}

Eigen::MatrixXd inverse_information(const Eigen::MatrixXd& triangle) {
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(triangle.cols(), triangle.cols());
  solve_upper(triangle, inverse);
  return inverse * inverse.transpose();
}

Eigen::MatrixXd inverse_information(const Eigen::MatrixXd& x, const VectorD& information_weight) {
  return inverse_information(information_triangle(x, information_weight));
}

VectorD leverages(const Eigen::MatrixXd& x, const VectorD& information_weight) {
  const Eigen::MatrixXd rows = weighted(x, information_weight);
  const Eigen::MatrixXd triangle = triangle_of(rows);
  VectorD found(x.rows());
  for (Index i = 0; i < x.rows(); i += kBlockRows) {
    const Index count = std::min(kBlockRows, x.rows() - i);
    Eigen::MatrixXd block = rows.middleRows(i, count).transpose();
    solve_upper_transposed(triangle, block);
    found.segment(i, count) = block.colwise().squaredNorm().transpose();
  }
  return found;
}

}  // namespace binet
