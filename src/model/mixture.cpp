#include "binet/model/mixture.hpp"

namespace binet {

namespace {

constexpr int kMaxIterations = 500;
constexpr double kTolerance = 1e-9;         // on the largest change of a weight in one iteration
constexpr double kLeastLikelihood = 1e-12;  // keeps one confident mistake from deciding alone

/// P(y_i | m), one column a member.
MatrixD likelihoods(std::span<const VectorD> probability, const VectorD& target) {
  MatrixD likelihood(target.size(), static_cast<Index>(probability.size()));
  for (std::size_t m = 0; m < probability.size(); ++m) {
    const auto p = probability[m].array();
    likelihood.col(static_cast<Index>(m)) = (target.array() * p + (1 - target.array()) * (1 - p)).max(kLeastLikelihood);
  }
  return likelihood;
}

}  // namespace

std::vector<double> fit_mixture(std::span<const VectorD> probability, const VectorD& target, const VectorD& weight,
                                std::span<const double> counts) {
  const MatrixD likelihood = likelihoods(probability, target);
  const VectorD row_weight = weight.size() > 0 ? weight : VectorD::Ones(target.size());
  const Eigen::Map<const VectorD> prior(counts.data(), static_cast<Index>(counts.size()));
  const double total = row_weight.sum() + prior.sum();

  VectorD w = prior / prior.sum();
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    const VectorD share = row_weight.cwiseQuotient(likelihood * w);  // v_i / Σ_m w_m P(y_i | m)
    const VectorD updated = (w.cwiseProduct(likelihood.transpose() * share) + prior) / total;
    const double change = (updated - w).cwiseAbs().maxCoeff();
    w = updated;
    if (change < kTolerance) break;
  }
  return {w.data(), w.data() + w.size()};
}

VectorD mix(std::span<const VectorD> probability, std::span<const double> weights) {
  VectorD mixed = VectorD::Zero(probability.front().size());
  for (std::size_t m = 0; m < probability.size(); ++m) mixed += weights[m] * probability[m];
  return mixed;
}

}  // namespace binet
