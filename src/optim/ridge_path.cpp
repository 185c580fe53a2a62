#include "binet/optim/ridge_path.hpp"

#include "binet/error.hpp"
#include "binet/math/parallel.hpp"
#include "binet/math/random.hpp"
#include "binet/math/sigmoid.hpp"
#include "binet/optim/linear_objective.hpp"
#include "binet/optim/logistic.hpp"
#include "binet/optim/newton.hpp"
#include "sample_rows.hpp"
#include "span_objective.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace binet {
namespace {

constexpr Index kMostLeaveOneOutColumns = 1024;
constexpr Index kMostSpanRows = 4000;
constexpr Index kSampleRows = 8192;  ///< decide the penalty, or 16 a column if that is more
constexpr Index kBlockRows = 256;
constexpr int kFolds = 5;
constexpr double kPathTolerance = 1e-5;  ///< the loss of a fit on its way need not be exact

std::vector<double> grid() {
  std::vector<double> lambdas;
  for (int half_decades = 8; half_decades >= -6; --half_decades) lambdas.push_back(std::pow(10, 0.5 * half_decades));
  return lambdas;
}

/// Two points in a row above the best one, the last clearly.
bool has_turned(const std::vector<RidgePoint>& curve) {
  double best = std::numeric_limits<double>::infinity();
  for (const RidgePoint& point : curve) best = std::min(best, point.loss);
  const std::size_t n = curve.size();
  return n > 2 && curve[n - 2].loss > best && curve[n - 1].loss > 1.002 * best;
}

VectorD relative_weights(const Examples& examples) {
  if (examples.weight.size() == 0) return VectorD::Ones(examples.rows());
  const VectorD weight = examples.weight.cast<double>();
  return weight / weight.mean();
}

double mean_log_loss(const VectorD& logits, const Vector& target, const VectorD& weight) {
  double total = 0;
  for (Index i = 0; i < logits.size(); ++i) {
    total += weight[i] * (softplus(logits[i]) - static_cast<double>(target[i]) * logits[i]);
  }
  return total / weight.sum();
}

/// The logits of fits without each example, one Newton step from the fit with all of them.
template <class Model>
VectorD leave_one_out_logits(const Model& model, const VectorD& parameters, const MatrixD& hessian,
                             const Vector& target, const VectorD& weight) {
  const Eigen::LLT<Eigen::MatrixXd> factor(hessian);
  const Index n = target.size();
  VectorD logits;
  model.logits(parameters, logits);
  const Shards blocks{n, kBlockRows};
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange rows = blocks[block];
    MatrixD design;
    model.design(rows, design);
    Eigen::MatrixXd solved = design.transpose();
    factor.matrixL().solveInPlace(solved);
    for (Index i = 0; i < rows.size(); ++i) {
      const Index row = rows.begin + i;
      const double p = sigmoid(logits[row]), w = weight[row];
      const double leverage = solved.col(i).squaredNorm() / static_cast<double>(n);
      const double left = std::max(1 - w * p * (1 - p) * leverage, 1e-3);
      logits[row] += w * (p - static_cast<double>(target[row])) * leverage / left;
    }
  });
  return logits;
}

struct Path {
  std::vector<RidgePoint> curve;
  double lambda = 0;
  VectorD parameters, held_out_logits;  // at λ, as the model has them
};

template <class Model>
VectorD leave_one_out_at(Model& model, VectorD& parameters, double l2, const Examples& examples,
                         const VectorD& weight) {
  model.set_l2(l2);
  minimize_newton(model, parameters, {.tolerance = kPathTolerance});
  VectorD gradient;
  MatrixD hessian;
  model.value_gradient_hessian(parameters, gradient, hessian);
  return leave_one_out_logits(model, parameters, hessian, examples.target, weight);
}

/// Evaluates `loss_at(lambda)` down the grid; keeps what `keep` stores at the best point.
template <class LossAt, class Keep>
void walk_grid(Path& path, LossAt loss_at, Keep keep) {
  double best = std::numeric_limits<double>::infinity();
  for (const double lambda : grid()) {
    const double loss = loss_at(lambda);
    path.curve.push_back({lambda, loss});
    if (loss < best) {
      best = loss;
      path.lambda = lambda;
      keep();
    }
    if (has_turned(path.curve)) break;
  }
}

template <class Model>
Path leave_one_out_path(Model& model, const Examples& examples) {
  Path path;
  const VectorD weight = relative_weights(examples);
  VectorD parameters = VectorD::Zero(model.size()), held_out;
  walk_grid(
      path,
      [&](double lambda) {
        held_out = leave_one_out_at(model, parameters, lambda / static_cast<double>(examples.rows()), examples, weight);
        return mean_log_loss(held_out, examples.target, weight);
      },
      [&] {
        path.parameters = parameters;
        path.held_out_logits = held_out;
      });
  return path;
}

/// Cross-validation with one warm start a fold.
class Folds {
 public:
  Folds(const Examples& examples, const RidgeSettings& settings, const LinearLayout& layout)
      : examples_(examples), layout_(layout) {
    std::vector<Index> order(static_cast<std::size_t>(examples.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    Random(settings.seed).shuffle(std::span(order));
    // Dealt out by class, so that each fold has its share of both.
    std::stable_partition(order.begin(), order.end(), [&](Index i) { return examples.target[i] > Scalar{0.5}; });
    std::array<std::vector<Index>, kFolds> rest;
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t fold = 0; fold < kFolds; ++fold) {
        (i % kFolds == fold ? held_out_rows_ : rest)[fold].push_back(order[i]);
      }
    }
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      training_[fold] = examples.gather(rest[fold]);
      held_out_[fold] = examples.gather(held_out_rows_[fold]);
    }
  }

  /// Logits of all examples, each by the fold that did not train on it.
  VectorD logits(double lambda) {
    VectorD logits(examples_.rows());
    parallel_for(kFolds, [&](Index index) {
      const auto fold = static_cast<std::size_t>(index);
      LogisticSettings settings;
      settings.l2 = lambda / static_cast<double>(examples_.rows());
      settings.tolerance = kPathTolerance;
      settings.levels = layout_.levels;
      settings.start = start_[fold];
      start_[fold] = solve_logistic(training_[fold], settings).parameters;
      VectorD part;
      LinearObjective(held_out_[fold], 0, layout_.levels).logits(start_[fold], part);
      for (Index i = 0; i < part.size(); ++i) logits[held_out_rows_[fold][static_cast<std::size_t>(i)]] = part[i];
    });
    return logits;
  }

 private:
  const Examples& examples_;
  const LinearLayout& layout_;
  std::array<std::vector<Index>, kFolds> held_out_rows_;
  std::array<Examples, kFolds> training_, held_out_;
  std::array<VectorD, kFolds> start_;
};

Path cross_validated_path(const Examples& examples, const RidgeSettings& settings, const LinearLayout& layout) {
  Path path;
  Folds folds(examples, settings, layout);
  const VectorD weight = relative_weights(examples);
  VectorD held_out;
  walk_grid(
      path,
      [&](double lambda) {
        held_out = folds.logits(lambda);
        return mean_log_loss(held_out, examples.target, weight);
      },
      [&] { path.held_out_logits = held_out; });
  return path;
}

enum class Method { span, leave_one_out, cross_validation };

Path choose_on(const Examples& examples, Method method, const RidgeSettings& settings, const LinearLayout& layout) {
  if (method == Method::cross_validation) return cross_validated_path(examples, settings, layout);
  LinearObjective objective(examples, 0, layout.levels);
  if (method == Method::leave_one_out) return leave_one_out_path(objective, examples);
  const detail::RowSpan span(objective);
  detail::SpanObjective reduced(span, objective);
  Path path = leave_one_out_path(reduced, examples);
  path.parameters = span.parameters(path.parameters);
  return path;
}

}  // namespace

RidgeChoice choose_ridge(const Examples& examples, const RidgeSettings& settings) {
  const LinearLayout layout(examples.features, settings.levels);
  const Index n = examples.rows(), p = layout.size;
  const Method method = n <= kMostSpanRows && p > kMostLeaveOneOutColumns && p > n ? Method::span
                        : p <= kMostLeaveOneOutColumns                             ? Method::leave_one_out
                                                                                   : Method::cross_validation;
  const Index sample = std::max(kSampleRows, 16 * p);
  const bool sampled = n > 2 * sample;
  Path path = sampled ? choose_on(examples.gather(detail::sample_rows(n, sample)), method, settings, layout)
                      : choose_on(examples, method, settings, layout);

  RidgeChoice choice;
  choice.lambda = path.lambda;
  choice.l2 = path.lambda / static_cast<double>(n);
  choice.method = method == Method::cross_validation ? "5-fold cross-validation" : "approximate leave-one-out";
  choice.rows_used = sampled ? sample : n;
  choice.curve = std::move(path.curve);
  LogisticSettings final_fit;
  final_fit.l2 = choice.l2;
  final_fit.tolerance = settings.tolerance;
  final_fit.max_iterations = settings.max_iterations;
  final_fit.levels = layout.levels;
  if (!sampled) final_fit.start = path.parameters;
  LogisticFit fit = solve_logistic(examples, final_fit);
  choice.parameters = std::move(fit.parameters);
  choice.convergence = fit.convergence;
  choice.solver = std::move(fit.solver);
  if (!settings.held_out_logits) return choice;
  if (!sampled) {
    choice.held_out_logits = std::move(path.held_out_logits);
  } else if (method == Method::cross_validation) {
    choice.held_out_logits = Folds(examples, settings, layout).logits(choice.lambda);
  } else {
    LinearObjective objective(examples, choice.l2, layout.levels);
    VectorD parameters = choice.parameters;
    choice.held_out_logits = leave_one_out_at(objective, parameters, choice.l2, examples, relative_weights(examples));
  }
  return choice;
}

}  // namespace binet
