#include "linear/marginal_effects.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

DeltaEstimate delta(double value, const VectorD& gradient, const Eigen::MatrixXd& covariance) {
  return {value, std::sqrt(std::max(0.0, gradient.dot(covariance * gradient)))};
}

/// Mean of p and its gradient, with some columns of each row replaced.
struct MeanProbability {
  double value = 0;
  VectorD gradient;
};

MeanProbability mean_probability(const Design& design, const VectorD& coefficients, const DesignColumns& columns,
                                 const Eigen::MatrixXd& values) {
  VectorD kept = coefficients;
  for (const Index j : columns) kept[j] = 0;
  VectorD logit = design.offset_or_zero() + design.x * kept + values * coefficients(columns);
  const VectorD p = 1 / (1 + (-logit.array()).exp());
  const VectorD share = design.weight / design.weight.sum();
  const VectorD slope = share.array() * p.array() * (1 - p.array());
  MeanProbability mean{share.dot(p), design.x.transpose() * slope};
  mean.gradient(columns) = values.transpose() * slope;
  return mean;
}

}  // namespace

DeltaEstimate linear_combination(const VectorD& coefficients, const Eigen::MatrixXd& covariance, const VectorD& g) {
  return delta(g.dot(coefficients), g, covariance);
}

DeltaEstimate average_slope(const Design& design, const DesignFit& fit, const Eigen::MatrixXd& covariance,
                            const DesignColumns& columns, const Eigen::MatrixXd& slopes, const VectorD& weight) {
  const auto p = fit.probability.array();
  const VectorD share = weight / weight.sum();
  const VectorD slope = share.array() * p * (1 - p);              // dp/dz
  const VectorD dz = slopes * fit.coefficients(columns);          // dz/da
  const VectorD bend = slope.array() * (1 - 2 * p) * dz.array();  // d²p/dz² dz/da
  VectorD gradient = design.x.transpose() * bend;
  gradient(columns) += slopes.transpose() * slope;
  return delta(slope.dot(dz), gradient, covariance);
}

AverageContrast average_contrast(const Design& design, const DesignFit& fit, const Eigen::MatrixXd& covariance,
                                 const DesignColumns& columns, const Eigen::MatrixXd& with,
                                 const Eigen::MatrixXd& without) {
  const MeanProbability one = mean_probability(design, fit.coefficients, columns, with);
  const MeanProbability zero = mean_probability(design, fit.coefficients, columns, without);
  return {delta(one.value - zero.value, one.gradient - zero.gradient, covariance),
          delta(std::log(one.value / zero.value), one.gradient / one.value - zero.gradient / zero.value, covariance)};
}

}  // namespace binet
