#include "model/mixture.hpp"

#include "math/sigmoid.hpp"

#include <cmath>

namespace binet {

namespace {

constexpr int kMaxIterations = 500;
constexpr double kTolerance = 1e-9;         // on the largest change of a weight in one iteration
constexpr double kLeastLikelihood = 1e-12;  // keeps one confident mistake from deciding alone

/// P(y_i | m), one column a member.
MatrixD likelihoods(std::span<const VectorD> logits, const VectorD& target) {
  MatrixD likelihood(target.size(), static_cast<Index>(logits.size()));
  for (Index m = 0; m < likelihood.cols(); ++m) {
    const VectorD& z = logits[static_cast<std::size_t>(m)];
    for (Index i = 0; i < target.size(); ++i) {
      const double p = target[i] * sigmoid(z[i]) + (1 - target[i]) * sigmoid(-z[i]);
      likelihood(i, m) = std::max(p, kLeastLikelihood);
    }
  }
  return likelihood;
}

}  // namespace

VectorD mix(std::span<const VectorD> logits, std::span<const double> weights) {
  VectorD positive = VectorD::Zero(logits.front().size()), negative = positive;
  for (std::size_t m = 0; m < logits.size(); ++m) {
    positive += weights[m] * logits[m].unaryExpr([](double z) { return sigmoid(z); });
    negative += weights[m] * logits[m].unaryExpr([](double z) { return sigmoid(-z); });
  }
  return (positive.array().log() - negative.array().log()).matrix();
}

std::vector<double> fit_mixture(std::span<const VectorD> logits, const VectorD& target, const VectorD& weight,
                                std::span<const double> counts) {
  const MatrixD likelihood = likelihoods(logits, target);
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

}  // namespace binet
