#include "model/mixture.hpp"

#include "math/decompositions.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>

namespace binet {

namespace {

constexpr int kMaxIterations = 100, kMostHalvings = 40;
constexpr double kTolerance = 1e-10;        // limit of the largest relative change of a weight per step
constexpr double kLeastLikelihood = 1e-12;  // prevents a single confident mistake from deciding

/// P(y_i | m), one column per member.
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
  constexpr Index kBlockRows = 1024;  // whole registers: the same bits as all rows at once, in a fraction of the memory
  VectorD mixed(logits.front().size()), positive, negative;
  for (Index begin = 0; begin < mixed.size(); begin += kBlockRows) {
    const Index size = std::min(kBlockRows, mixed.size() - begin);
    positive.setZero(size);
    negative.setZero(size);
    for (std::size_t m = 0; m < logits.size(); ++m) {
      const auto block = logits[m].segment(begin, size);
      positive += weights[m] * block.unaryExpr([](double z) { return sigmoid(z); });
      negative += weights[m] * block.unaryExpr([](double z) { return sigmoid(-z); });
    }
    mixed.segment(begin, size) = (positive.array().log() - negative.array().log()).matrix();
  }
  return mixed;
}

std::vector<double> fit_mixture(std::span<const VectorD> logits, const VectorD& target, const VectorD& weight,
                                std::span<const double> counts) {
  const MatrixD likelihood = likelihoods(logits, target);
  const VectorD row_weight = weight.size() > 0 ? weight : VectorD::Ones(target.size());
  const Eigen::Map<const VectorD> prior(counts.data(), static_cast<Index>(counts.size()));
  const double total = row_weight.sum() + prior.sum();
  const auto value = [&](const VectorD& w) {
    return total * w.sum() - row_weight.dot((likelihood * w).array().log().matrix()) -
           prior.dot(w.array().log().matrix());
  };

  VectorD w = prior / prior.sum();
  double now = value(w);
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    const VectorD share = (likelihood * w).cwiseInverse();
    const VectorD gradient =
        total - (likelihood.transpose() * row_weight.cwiseProduct(share) + prior.cwiseQuotient(w)).array();
    MatrixD hessian =
        likelihood.transpose() * row_weight.cwiseProduct(share.cwiseAbs2()).asDiagonal() * likelihood;
    hessian.diagonal() += prior.cwiseQuotient(w.cwiseAbs2());
    VectorD step = -solve_positive_definite(hessian, gradient);
    const double furthest = (-step).cwiseQuotient(w).maxCoeff();
    if (furthest >= 1) step *= 0.99 / furthest;  // every weight stays above 0
    VectorD trial = w + step;
    double then = value(trial);
    for (int halvings = 0; !(then <= now) && halvings < kMostHalvings; ++halvings) {
      step /= 2;
      trial = w + step;
      then = value(trial);
    }
    if (!(then <= now)) break;
    w = trial;
    now = then;
    if (step.cwiseAbs().cwiseQuotient(w).maxCoeff() < kTolerance) break;
  }
  w /= w.sum();
  return {w.data(), w.data() + w.size()};
}

}  // namespace binet
