#include "linear/robust_covariance.hpp"

#include <algorithm>

namespace binet {
namespace {

/// Sum of the scores of each cluster, G × p.
Eigen::MatrixXd cluster_scores(const Design& design, const VectorD& residual, std::span<const Index> cluster) {
  const Index groups = 1 + *std::ranges::max_element(cluster);
  Eigen::MatrixXd scores = Eigen::MatrixXd::Zero(groups, design.size());
  for (Index i = 0; i < design.rows(); ++i) {
    scores.row(cluster[static_cast<std::size_t>(i)]) += residual[i] * design.x.row(i);
  }
  return scores;
}

Eigen::MatrixXd sum_of_squares(const Eigen::MatrixXd& x, const VectorD& root) {
  const Eigen::MatrixXd rows = root.asDiagonal() * x;
  return rows.transpose() * rows;
}

}  // namespace

Eigen::MatrixXd robust_covariance(const Design& design, const DesignFit& fit, CoefficientErrors errors,
                                  WeightMeaning meaning, std::span<const Index> cluster) {
  const VectorD information = information_weights(design.weight, fit.probability);
  const Eigen::MatrixXd bread = inverse_information(design.x, information);
  if (errors == CoefficientErrors::model) return bread;
  const VectorD difference = design.target - fit.probability;
  if (errors == CoefficientErrors::cluster) {
    const Eigen::MatrixXd scores = cluster_scores(design, design.weight.cwiseProduct(difference), cluster);
    const auto groups = static_cast<double>(scores.rows());
    return bread * (scores.transpose() * scores) * bread * (groups / (groups - 1));
  }
  const bool copies = meaning == WeightMeaning::frequency;
  VectorD root = difference.cwiseProduct(copies ? design.weight.cwiseSqrt().eval() : design.weight);
  const double rows = copies ? design.weight.sum() : static_cast<double>(design.rows());
  double factor = 1;
  if (errors == CoefficientErrors::hc1) factor = rows / (rows - static_cast<double>(design.size()));
  if (errors == CoefficientErrors::hc2 || errors == CoefficientErrors::hc3) {
    VectorD left = leverages(design.x, information);
    if (copies) left = left.cwiseQuotient(design.weight);  // of one of the equal rows
    left = 1 - left.array();
    root = root.cwiseQuotient(errors == CoefficientErrors::hc2 ? left.cwiseSqrt().eval() : left);
  }
  return bread * sum_of_squares(design.x, root) * bread * factor;
}

}  // namespace binet
