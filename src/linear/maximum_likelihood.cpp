#include "linear/maximum_likelihood.hpp"

#include "linear/linear_objective.hpp"
#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {
namespace {

/// Share of a column's squared length that is outside the span of earlier columns. Cells are rounded to Scalar, which
/// leaves about 1e-15 of a linear combination.
constexpr double kCollinear = 2e-13;
constexpr double kSuspectPivot = 1e-9;
/// Relative to the largest eigenvalue of a Gram matrix with diagonal 1.
constexpr double kNullEigenvalue = 1e-12;
constexpr double kSmallStep = 0.5;    ///< a smaller change of a logit counts as none; the theoretical limit is 1
constexpr double kLeastMargin = 1e-3; ///< margin of a separating direction, relative to the largest
constexpr double kSureMargin = 1e-8;  ///< of a fit that classifies every row; beyond rounding errors
constexpr double kFree = 1e-5;        ///< share of a direction's length within the free ones; rounding errors are
                                      ///< smaller
constexpr int kMostSteps = 40;
constexpr double kMostStep = 5;       ///< limit of a logit's change in one step

VectorD scales_of(const MatrixD& gram) {
  VectorD scale = gram.diagonal().cwiseSqrt();
  for (double& s : scale) s = s > 0 ? s : 1;
  return scale;
}

MatrixD scaled(const MatrixD& matrix, const VectorD& scale) {
  return scale.cwiseInverse().asDiagonal() * matrix * scale.cwiseInverse().asDiagonal();
}

/// The examples at given parameters: gradient, curvatures and Hessian of the mean loss.
class Likelihood {
 public:
  Likelihood(const Examples& examples, const std::vector<Index>& levels)
      : objective_(examples, 0, levels), columns_(objective_.layout().levels.size()) {
    std::iota(columns_.begin(), columns_.end(), std::size_t{0});
  }

  Index size() const { return objective_.size(); }
  Index rows() const { return objective_.examples().rows(); }
  /// Levels of each code column, including those counted from the codes.
  const std::vector<Index>& levels() const { return objective_.layout().levels; }
  double weight_sum() const { return objective_.weight_sum(); }

  /// Mean of x̃x̃ᵀ.
  MatrixD gram() const { return hessian(VectorD::Constant(rows(), 1.0 / static_cast<double>(rows()))); }
  void differentiate(const VectorD& parameters, VectorD& gradient, MatrixD& second) {
    VectorD curvature;
    objective_.value_gradient_curvature(parameters, gradient, curvature);
    second = hessian(curvature);
  }

  /// s_i x̃_iᵀδ: how far a direction moves each logit towards its class.
  VectorD gains(const VectorD& direction) const {
    VectorD gain;
    objective_.moves(direction, gain);
    for (Index i = 0; i < gain.size(); ++i) {
      if (objective_.examples().target[i] <= Scalar{0.5}) gain[i] = -gain[i];
    }
    return gain;
  }

 private:
  MatrixD hessian(const VectorD& curvature) const {
    MatrixD matrix;
    objective_.hessian(curvature, columns_, matrix);
    return matrix;
  }

  LinearObjective objective_;
  std::vector<std::size_t> columns_;
};

/// Columns that are combinations of those before them, by Cholesky in the order of the columns (as R's qr); the others'
/// combination, so that β need not change the logits when the aliased are set to 0.
void remove_aliased(const MatrixD& gram, MaximumLikelihood& found) {
  const Index p = gram.rows();
  MatrixD lower = MatrixD::Zero(p, p);  // of the kept, rows in the order of all
  std::vector<Index> kept, dropped;
  for (Index j = 0; j < p; ++j) {
    const auto k = static_cast<Index>(kept.size());
    VectorD row(k);
    for (Index a = 0; a < k; ++a) {
      row[a] = (gram(j, kept[static_cast<std::size_t>(a)]) - lower.row(a).head(a).dot(row.head(a))) / lower(a, a);
    }
    const double left = gram(j, j) - row.squaredNorm();
    if (gram(j, j) > 0 && left > kCollinear * gram(j, j)) {
      lower.row(k).head(k) = row.transpose();
      lower(k, k) = std::sqrt(left);
      kept.push_back(j);
    } else {
      dropped.push_back(j);
    }
  }
  found.rank = static_cast<Index>(kept.size());
  if (dropped.empty()) return;
  const auto factor = lower.topLeftCorner(found.rank, found.rank).triangularView<Eigen::Lower>();
  VectorD beta = found.parameters.cwiseProduct(found.scale);
  VectorD moved = VectorD::Zero(found.rank);
  for (const Index j : dropped) {
    found.aliased[static_cast<std::size_t>(j)] = true;
    for (Index a = 0; a < found.rank; ++a) moved[a] += gram(kept[static_cast<std::size_t>(a)], j) * beta[j];
    beta[j] = 0;
  }
  factor.solveInPlace(moved);
  factor.transpose().solveInPlace(moved);
  for (Index a = 0; a < found.rank; ++a) beta[kept[static_cast<std::size_t>(a)]] += moved[a];
  found.parameters = beta.cwiseQuotient(found.scale);
}

/// Decides about separation among the columns that are not aliased. Directions refer to these, in scaled units.
class SeparationSearch {
 public:
  SeparationSearch(const Examples& examples, const std::vector<Index>& levels, MaximumLikelihood& found)
      : examples_(examples), likelihood_(examples, levels), found_(found) {
    for (Index j = 0; j < likelihood_.size(); ++j) {
      if (!found.aliased[static_cast<std::size_t>(j)]) kept_.push_back(j);
    }
    scale_ = found.scale(kept_);
  }

  void run() {
    std::vector<Index> resting, before;
    for (int count = 0; count < kMostSteps; ++count) {
      const auto step = newton_step(likelihood_, nullptr);
      if (!step) break;
      const VectorD gain = likelihood_.gains(widen(*step));
      const double largest = gain.cwiseAbs().maxCoeff();
      if (largest < kSmallStep) return bound_all();
      resting.clear();
      for (Index i = 0; i < gain.size(); ++i) {
        if (gain[i] < kSmallStep) resting.push_back(i);
      }
      if (gain.minCoeff() > -kSmallStep && resting == before && is_separation(resting, *step)) return;
      before = resting;
      found_.parameters += std::min(1.0, kMostStep / largest) * widen(*step);
    }
    found_.undecided = !classifies_all();
  }

 private:
  /// Reports complete separation if the fit so far proves it: every row is on the side of its class, however narrow the
  /// margin.
  bool classifies_all() {
    const VectorD fit = found_.parameters(kept_).cwiseProduct(scale_);
    const VectorD gain = likelihood_.gains(widen(fit));
    if (!(gain.minCoeff() > kSureMargin * gain.maxCoeff())) return false;
    report(MatrixD::Identity(fit.size(), fit.size()), fit, 0);
    return true;
  }

  VectorD widen(const VectorD& direction) const {
    VectorD wide = VectorD::Zero(likelihood_.size());
    wide(kept_) = direction.cwiseQuotient(scale_);
    return wide;
  }

  /// A step within the span of a basis, or unrestricted; empty if the Hessian is singular to working precision. Sets
  /// hessian_.
  std::optional<VectorD> newton_step(Likelihood& likelihood, const MatrixD* basis) {
    VectorD gradient;
    MatrixD hessian;
    likelihood.differentiate(found_.parameters, gradient, hessian);
    hessian_ = scaled(hessian(kept_, kept_), scale_);
    VectorD slope = gradient(kept_).cwiseQuotient(scale_);
    if (basis != nullptr) {
      hessian_ = basis->transpose() * hessian_ * *basis;
      slope = basis->transpose() * slope;
    }
    // All rows of a column may have tiny curvatures: its diagonal is scaled again.
    const VectorD diagonal = scales_of(hessian_);
    const Cholesky factor(scaled(hessian_, diagonal));
    if (!factor.succeeded()) return std::nullopt;
    VectorD step = -factor.solve(slope.cwiseQuotient(diagonal)).cwiseQuotient(diagonal);
    if (!step.allFinite()) return std::nullopt;
    return basis != nullptr ? VectorD(*basis * step) : step;
  }

  void bound_all() {
    found_.free.resize(likelihood_.size(), 0);
    set_covariance(MatrixD::Identity(found_.rank, found_.rank), likelihood_.weight_sum());
  }

  /// Inverts hessian_, which refers to the directions of the basis.
  void set_covariance(const MatrixD& basis, double weight_sum) {
    const VectorD diagonal = scales_of(hessian_);
    const MatrixD inverse = scaled(Cholesky(scaled(hessian_, diagonal)).inverse(), diagonal);
    found_.covariance = MatrixD::Zero(likelihood_.size(), likelihood_.size());
    found_.covariance(kept_, kept_) = scaled(basis * inverse * basis.transpose(), scale_) / weight_sum;
  }

  /// True if the step, after removing what moves the resting rows, gains on every other row, and the resting rows
  /// cannot be separated among themselves.
  bool is_separation(const std::vector<Index>& resting, const VectorD& step) {
    const auto p = static_cast<Index>(kept_.size());
    MatrixD free = MatrixD::Identity(p, p), bound(p, 0);
    const Examples rest_examples = examples_.gather(resting);
    std::optional<Likelihood> rest;
    if (!resting.empty()) {
      rest.emplace(rest_examples, likelihood_.levels());
      const MatrixD gram = scaled(rest->gram()(kept_, kept_), scale_);
      const SymmetricEigen eigen = eigen_of(gram);
      const Index null = (eigen.values.array() <= kNullEigenvalue * eigen.values[p - 1]).count();
      free = eigen.vectors.leftCols(null);
      bound = eigen.vectors.rightCols(p - null);
    }
    const VectorD direction = free * (free.transpose() * step);
    if (!misclassifies_none(likelihood_.gains(widen(direction)), resting)) return false;
    if (rest) {
      const auto rest_step = newton_step(*rest, &bound);
      if (!rest_step || !(rest->gains(widen(*rest_step)).cwiseAbs().maxCoeff() < kSmallStep)) return false;
      set_covariance(bound, rest->weight_sum());
    }
    report(free, direction, static_cast<Index>(resting.size()));
    return true;
  }

  static bool misclassifies_none(const VectorD& gain, const std::vector<Index>& resting) {
    const double least = kLeastMargin * gain.maxCoeff();
    if (!(least > 0)) return false;
    auto rest = resting.begin();
    for (Index i = 0; i < gain.size(); ++i) {
      const bool rests = rest != resting.end() && *rest == i;
      if (rests) ++rest;
      if (rests ? std::abs(gain[i]) > least : gain[i] < least) return false;
    }
    return true;
  }

  void report(const MatrixD& free, const VectorD& direction, Index resting) {
    found_.separated_rows = likelihood_.rows() - resting;
    found_.complete = resting == 0;
    found_.free = MatrixD::Zero(likelihood_.size(), free.cols());
    for (std::size_t a = 0; a < kept_.size(); ++a) {
      const auto row = static_cast<Index>(a);
      found_.free.row(kept_[a]) = free.row(row);
      if (free.row(row).norm() <= kFree) continue;
      const bool signed_by = std::abs(direction[row]) > kFree * direction.norm();
      found_.unbounded[static_cast<std::size_t>(kept_[a])] = !signed_by ? 2 : direction[row] > 0 ? 1 : -1;
    }
    if (found_.complete) found_.covariance = MatrixD::Zero(likelihood_.size(), likelihood_.size());
  }

  const Examples& examples_;
  Likelihood likelihood_;
  MaximumLikelihood& found_;
  std::vector<Index> kept_;
  VectorD scale_;    ///< of the kept
  MatrixD hessian_;  ///< where the last step was taken
};

/// The usual case: a regular Hessian and a last step that moves no logit. False in any other case.
bool is_regular(const Examples& examples, const std::vector<Index>& levels, MaximumLikelihood& found) {
  Likelihood likelihood(examples, levels);
  VectorD gradient;
  MatrixD hessian;
  likelihood.differentiate(found.parameters, gradient, hessian);
  const VectorD diagonal = scales_of(hessian);
  const Cholesky factor(scaled(hessian, diagonal));
  if (!factor.succeeded()) return false;
  found.least_pivot = factor.least_pivot();
  if (found.least_pivot < kSuspectPivot) return false;
  const VectorD step = -factor.solve(gradient.cwiseQuotient(diagonal)).cwiseQuotient(diagonal);
  if (!(likelihood.gains(step).cwiseAbs().maxCoeff() < kSmallStep)) return false;
  const Index p = likelihood.size();
  found.covariance = scaled(factor.inverse(), diagonal) / likelihood.weight_sum();
  found.rank = p;
  found.free.resize(p, 0);
  found.scale = VectorD::Ones(p);
  return true;
}

}  // namespace

std::optional<double> MaximumLikelihood::standard_error(const VectorD& v) const {
  if (covariance.size() == 0) return std::nullopt;
  VectorD kept = v;
  for (Index j = 0; j < v.size(); ++j) {
    if (aliased[static_cast<std::size_t>(j)]) kept[j] = 0;
  }
  const VectorD direction = kept.cwiseQuotient(scale);
  if (free.cols() > 0 && (free.transpose() * direction).norm() > kFree * direction.norm()) return std::nullopt;
  return std::sqrt(std::max(0.0, kept.dot(covariance * kept)));
}

MaximumLikelihood examine_maximum_likelihood(const Examples& examples, const VectorD& parameters,
                                             const std::vector<Index>& levels) {
  MaximumLikelihood found;
  found.parameters = parameters;
  found.aliased.assign(static_cast<std::size_t>(parameters.size()), false);
  found.unbounded.assign(static_cast<std::size_t>(parameters.size()), 0);
  if (is_regular(examples, levels, found)) return found;
  const MatrixD gram = Likelihood(examples, levels).gram();
  found.scale = scales_of(gram);
  remove_aliased(scaled(gram, found.scale), found);
  SeparationSearch(examples, levels, found).run();
  return found;
}

}  // namespace binet
