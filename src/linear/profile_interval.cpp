#include "linear/profile_interval.hpp"

#include "math/chi_squared.hpp"

#include <cmath>
#include <limits>

namespace binet {
namespace {

constexpr double kFarthest = 1e3;  ///< standard errors from the estimate; beyond, the likelihood is flat
constexpr int kMostSteps = 60;

/// The root of a function of sign(b)·√(rise so far), which is nearly linear: a secant method within a bracket.
double root_on_one_side(const std::function<double(double)>& deviance, double least, double estimate, double step,
                        double rise) {
  const auto excess = [&](double b) { return std::sqrt(std::max(0.0, deviance(b) - least)) - std::sqrt(rise); };
  double inside = estimate, inside_excess = -std::sqrt(rise);
  double outside = estimate + std::sqrt(rise) * step, outside_excess = excess(outside);
  while (!(outside_excess >= 0)) {
    if (!(std::abs(outside - estimate) < kFarthest * std::abs(step)) || std::isnan(outside_excess)) {
      return step * std::numeric_limits<double>::infinity();
    }
    inside = outside;
    inside_excess = outside_excess;
    outside = estimate + 2 * (outside - estimate);
    outside_excess = excess(outside);
  }
  int stale = 0;  // successive steps that moved the same end; its value is then halved (Illinois)
  for (int count = 0; count < kMostSteps && std::abs(outside - inside) > 1e-11 * std::abs(step); ++count) {
    const double next = outside - outside_excess * (outside - inside) / (outside_excess - inside_excess);
    const double found = excess(next);
    if (std::abs(found) < 1e-12) return next;
    if (found < 0) {
      inside = next;
      inside_excess = found;
      if (stale < 0) outside_excess /= 2;
      stale = -1;
    } else {
      outside = next;
      outside_excess = found;
      if (stale > 0) inside_excess /= 2;
      stale = 1;
    }
  }
  return 0.5 * (inside + outside);
}

}  // namespace

ProfileInterval deviance_interval(const std::function<double(double)>& deviance, double least, double estimate,
                                  double standard_error, double rise) {
  return {root_on_one_side(deviance, least, estimate, -standard_error, rise),
          root_on_one_side(deviance, least, estimate, standard_error, rise)};
}

VectorD profile_tangent(const Design& design, const DesignFit& fit, Index column) {
  const VectorD unit = design.to_original().row(column);
  const VectorD move =
      inverse_information(design.x, information_weights(design.weight, fit.probability)) * unit;
  return move / unit.dot(move);
}

ProfileInterval profile_interval(const Design& design, const DesignFit& fit, Index column, double standard_error,
                                 double level) {
  const VectorD original = design.to_original() * fit.coefficients;
  // With β_0 fixed, the other columns are not centred; with β_j fixed, x_j β_j is known.
  std::vector<Index> rest;
  for (Index j = 0; j < design.size(); ++j) {
    if (j != column) rest.push_back(j);
  }
  Eigen::MatrixXd x = design.x(Eigen::all, rest);
  VectorD fixed = design.x.col(column) * design.scale[column];
  if (column == 0) {
    fixed.setOnes();
    x.rowwise() += design.center(rest).cwiseQuotient(design.scale(rest)).transpose();
  }
  const VectorD offset = design.offset_or_zero();
  VectorD start = fit.coefficients(rest);
  const VectorD tangent = profile_tangent(design, fit, column)(rest);
  double current = original[column];
  const auto deviance = [&](double value) {
    start += (value - current) * tangent;
    current = value;
    const DesignFit found =
        maximise_likelihood(x, design.target, design.weight, offset + value * fixed, start);
    if (found.coefficients.allFinite()) start = found.coefficients;
    return found.deviance;
  };
  const double quantile = normal_quantile(0.5 + level / 2);
  return deviance_interval(deviance, fit.deviance, original[column], standard_error, quantile * quantile);
}

}  // namespace binet
