#include "linear/quadratic_model.hpp"

#include "math/decompositions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace binet::detail {
namespace {

constexpr Index kLeastCycles = 30;
constexpr int kMostSystems = 200;

double soft_threshold(double x, double threshold) {
  return x > threshold ? x - threshold : x < -threshold ? x + threshold : 0;
}

}  // namespace

double QuadraticModel::coordinate_violation(Index a) const {
  const double slope = slope_[a];
  if (a == 0) return std::abs(slope);
  if (coefficients_[a] == 0) return std::max(0.0, std::abs(slope) - l1_);
  return std::abs(slope + std::copysign(l1_, coefficients_[a]));
}

double QuadraticModel::violation() const {
  double largest = 0;
  for (Index a = 0; a < slope_.size(); ++a) largest = std::max(largest, coordinate_violation(a));
  return largest;
}

void QuadraticModel::minimize(double tolerance) {
  if (!descend_by_coordinates(tolerance)) search_signs(tolerance);
}

/// Cycles over all coefficients, then over the nonzero ones until they settle, and repeats. Returns false if it is not
/// done after the cost of factoring H.
bool QuadraticModel::descend_by_coordinates(double tolerance) {
  const Index count = slope_.size(), most_cycles = std::max(kLeastCycles, count / 2);
  for (Index cycle = 0; cycle < most_cycles; ++cycle) {
    double change = 0;
    for (Index a = 0; a < count; ++a) change = std::max(change, update_coordinate(a));
    if (change <= tolerance) return violation() <= tolerance;
    for (; change > tolerance && cycle < most_cycles; ++cycle) {
      change = 0;
      for (Index a = 0; a < count; ++a) {
        if (coefficients_[a] != 0 || a == 0) change = std::max(change, update_coordinate(a));
      }
    }
  }
  return false;
}

/// Minimises over one coefficient; returns the violation of its slope before.
double QuadraticModel::update_coordinate(Index a) {
  const double l1 = a > 0 ? l1_ : 0, curvature = hessian_(a, a);
  if (!(curvature > 0)) return 0;
  const double before = coefficients_[a];
  const double after = soft_threshold(before - slope_[a] / curvature, l1 / curvature);
  const double change = after - before;
  if (change == 0) return 0;
  coefficients_[a] = after;
  slope_ += change * hessian_.col(a);
  return curvature * std::abs(change);
}

/// Feature-sign search (Lee, Battle, Raina, Ng 2007): for given signs, the minimum solves a system of equations; signs
/// change where the path to it crosses 0. Once the active coefficients are at their minimum, the worst of the others
/// joins them.
void QuadraticModel::search_signs(double tolerance) {
  std::vector<Index> free = free_coordinates();
  for (int system = 0; system < kMostSystems; ++system) {
    if (!step_to_minimum(free)) return;
    free = free_coordinates();
    double worst_free = 0, worst = 0;
    Index entering = 0;
    for (const Index a : free) worst_free = std::max(worst_free, coordinate_violation(a));
    if (worst_free > tolerance) continue;
    for (Index a = 1; a < slope_.size(); ++a) {
      if (coefficients_[a] == 0 && coordinate_violation(a) > worst) worst = coordinate_violation(entering = a);
    }
    if (worst <= tolerance) return;
    free.insert(std::ranges::lower_bound(free, entering), entering);
  }
}

std::vector<Index> QuadraticModel::free_coordinates() const {
  std::vector<Index> free{0};
  for (Index a = 1; a < coefficients_.size(); ++a) {
    if (coefficients_[a] != 0) free.push_back(a);
  }
  return free;
}

/// −H⁻¹·slope over the free coefficients, with H damped if columns are collinear.
VectorD QuadraticModel::direction_to_minimum(const std::vector<Index>& free, const VectorD& slope) const {
  const Eigen::MatrixXd part = hessian_(free, free);
  for (double damping = 1e-13; damping < 1; damping *= 100) {
    Eigen::MatrixXd damped = part;
    damped.diagonal().array() += damping * (part.diagonal().array() + part.diagonal().mean());
    const Cholesky factor(damped);
    if (factor.succeeded()) return -factor.solve(slope);
  }
  return VectorD::Zero(slope.size());
}

/// Moves towards the minimum for the current signs of the free coefficients (for one at 0, the sign that its slope
/// suggests) as far as q decreases, also across zeros. Returns false if q cannot decrease.
bool QuadraticModel::step_to_minimum(const std::vector<Index>& free) {
  const auto count = static_cast<Index>(free.size());
  VectorD signs(count), slope(count);
  for (Index k = 0; k < count; ++k) {
    const Index a = free[static_cast<std::size_t>(k)];
    signs[k] = a == 0 ? 0 : std::copysign(1, coefficients_[a] != 0 ? coefficients_[a] : -slope_[a]);
    slope[k] = slope_[a] + l1_ * signs[k];
  }
  const VectorD direction = direction_to_minimum(free, slope);
  VectorD slope_change = VectorD::Zero(slope_.size());
  for (Index k = 0; k < count; ++k) slope_change += direction[k] * hessian_.col(free[static_cast<std::size_t>(k)]);

  double rise = slope.dot(direction), curvature = 0;  // dq/dt at 0, and its derivative
  for (Index k = 0; k < count; ++k) curvature += direction[k] * slope_change[free[static_cast<std::size_t>(k)]];
  if (!(rise < 0) || !(curvature > 0)) return false;
  std::vector<std::pair<double, Index>> crossings;
  for (Index k = 1; k < count; ++k) {
    const double t = -coefficients_[free[static_cast<std::size_t>(k)]] / direction[k];
    if (signs[k] * direction[k] < 0 && t >= 0) crossings.emplace_back(t, k);
  }
  std::ranges::sort(crossings);
  double length = 0;
  Index at_zero = -1;
  for (const auto& [t, k] : crossings) {
    if (-rise / curvature <= t) break;
    const double jump = 2 * l1_ * std::abs(direction[k]);
    if (rise + curvature * t + jump >= 0) {
      length = t;
      at_zero = k;
      break;
    }
    rise += jump;
  }
  if (at_zero < 0) length = -rise / curvature;
  if (!(length > 0)) return false;
  for (Index k = 0; k < count; ++k) coefficients_[free[static_cast<std::size_t>(k)]] += length * direction[k];
  if (at_zero >= 0) coefficients_[free[static_cast<std::size_t>(at_zero)]] = 0;
  slope_ += length * slope_change;
  return true;
}

}  // namespace binet::detail
