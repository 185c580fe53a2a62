#include "linear/marginal_effects.hpp"

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

MeanProbability mean_probability(const Design& design, const VectorD& coefficients, const std::vector<Index>& zeros,
                                 Index one) {
  MeanProbability mean{0, VectorD::Zero(design.size())};
  const VectorD offset = design.offset_or_zero();
  VectorD row(design.size());
  for (Index i = 0; i < design.rows(); ++i) {
    row = design.x.row(i).transpose();
    for (const Index j : zeros) row[j] = -design.center[j] / design.scale[j];
    if (one >= 0) row[one] = (1 - design.center[one]) / design.scale[one];
    const double p = 1 / (1 + std::exp(-(offset[i] + row.dot(coefficients))));
    mean.value += design.weight[i] * p;
    mean.gradient += design.weight[i] * p * (1 - p) * row;
  }
  const double sum = design.weight.sum();
  return {mean.value / sum, mean.gradient / sum};
}

}  // namespace

DeltaEstimate average_slope(const Design& design, const DesignFit& fit, const Eigen::MatrixXd& covariance,
                            Index column) {
  const auto p = fit.probability.array();
  const VectorD share = design.weight / design.weight.sum();
  const VectorD slope = share.array() * p * (1 - p);  // dp/dz, summed over the rows
  const VectorD bend = slope.array() * (1 - 2 * p);   // d²p/dz²
  const double beta = fit.coefficients[column] / design.scale[column];
  VectorD gradient = beta * (design.x.transpose() * bend);
  gradient[column] += slope.sum() / design.scale[column];
  return delta(beta * slope.sum(), gradient, covariance);
}

AverageContrast average_contrast(const Design& design, const DesignFit& fit, const Eigen::MatrixXd& covariance,
                                 Index column, const std::vector<Index>& category) {
  const MeanProbability with = mean_probability(design, fit.coefficients, category, column);
  const MeanProbability without = mean_probability(design, fit.coefficients, category, -1);
  return {delta(with.value - without.value, with.gradient - without.gradient, covariance),
          delta(std::log(with.value / without.value), with.gradient / with.value - without.gradient / without.value,
                covariance)};
}

}  // namespace binet
