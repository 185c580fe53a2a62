#include "train/update.hpp"

#include "base/counted.hpp"
#include "base/paged_vector.hpp"
#include "binet/base/error.hpp"
#include "eval/log_loss.hpp"
#include "linear/lbfgs.hpp"
#include "linear/linear_objective.hpp"
#include "linear/newton.hpp"
#include "model/linear_network.hpp"
#include "model/logit_spread.hpp"
#include "model/member.hpp"
#include "model/platt_scaling.hpp"
#include "train/candidate.hpp"
#include "train/resampling.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace binet {
namespace {

constexpr int kFolds = 5;
constexpr Index kMostByNewton = 1000;  ///< parameters; beyond, a Hessian costs more than iterations without one
/// λ times the sum of weights: the precision of the prior. Encoded numbers have deviation 1, so that these reach from
/// coefficients that move freely to ones that move by a hundredth.
constexpr std::array<double, 9> kPrecisions = {0.1, 0.3, 1, 3, 10, 30, 100, 1000, 10000};

/// The mean log loss plus the prior's penalty, relative to the old parameters.
class UpdateObjective : public TwiceDifferentiable {
 public:
  UpdateObjective(const Examples& examples, const std::vector<Index>& levels, const VectorD& old, double precision)
      : loss_(examples, 0, levels), old_(old), lambda_(precision / loss_.weight_sum()) {}

  Index size() const override { return loss_.size(); }
  double value(const VectorD& parameters) override { return loss_.value(parameters) + penalty(parameters); }
  double value_and_gradient(const VectorD& parameters, VectorD& gradient) override {
    const double value = loss_.value_and_gradient(parameters, gradient);
    gradient += lambda_ * (parameters - old_);
    return value + penalty(parameters);
  }
  double value_gradient_hessian(const VectorD& parameters, VectorD& gradient, MatrixD& hessian) override {
    const double value = loss_.value_gradient_hessian(parameters, gradient, hessian);
    gradient += lambda_ * (parameters - old_);
    hessian.diagonal().array() += lambda_;
    return value + penalty(parameters);
  }

 private:
  double penalty(const VectorD& parameters) const { return lambda_ / 2 * (parameters - old_).squaredNorm(); }

  LinearObjective loss_;
  const VectorD& old_;
  double lambda_;
};

struct Solution {
  VectorD parameters;
  Convergence convergence;
};

Solution solve(const TrainingData& data, const Examples& examples, const std::vector<Index>& levels, const VectorD& old,
               double precision) {
  UpdateObjective objective(examples, levels, old, precision);
  Solution solution{old, {}};
  const SolverProgress progress = progress_until(data.observer.stop_requested);
  const double tolerance = data.config.optimizer.tolerance;
  solution.convergence =
      objective.size() <= kMostByNewton
          ? minimize_newton(objective, solution.parameters, {.tolerance = tolerance, .progress = progress})
          : minimize_lbfgs(objective, solution.parameters, {.tolerance = tolerance, .progress = progress});
  return solution;
}

void require_same_classes(const TargetSchema& old, const TargetSchema& now, const std::string& source) {
  if (old.positive == now.positive && old.negative == now.negative) return;
  throw Error(source + ": column \"" + now.name + "\": the classes are " + now.positive + " (positive) and " +
              now.negative + ", expected those of the model to update, " + old.positive + " (positive) and " +
              old.negative);
}

/// Splits for evaluation; every training part has rows of each class.
Folds folds_of(const TrainingData& data) {
  const auto positives = static_cast<Index>((data.training.target.array() > Scalar{0.5}).count());
  const Index fewest = std::min(positives, data.training.size() - positives);
  if (fewest < 2) throw Error(data.training.table->source + ": an update needs at least two rows of each class");
  return cross_validation_folds(data, static_cast<int>(std::min<Index>(kFolds, fewest)));
}

Vector picked(const Vector& values, const std::vector<Index>& places) {
  return values.size() == 0 ? Vector() : Vector(values(places));
}

/// Log losses of validation parts, per choice and fold, and the logits they come from.
class ChoiceByFolds {
 public:
  ChoiceByFolds(const TrainingData& data, const Folds& folds, std::size_t choices)
      : rows_(data.training),
        folds_(folds),
        losses_(MatrixD::Zero(static_cast<Index>(choices), folds.count)),
        logits_(choices) {
    for (auto& of_choice : logits_) of_choice.resize(static_cast<std::size_t>(folds.count));
  }

  /// The logits of the rows that the fold evaluates.
  void add(std::size_t choice, std::size_t fold, const std::vector<Index>& judged, const VectorD& logits) {
    const MeanSums sums = log_loss_sums(logits, picked(rows_.target, judged), picked(rows_.weight, judged));
    losses_(static_cast<Index>(choice), static_cast<Index>(fold)) = sums.mean() * static_cast<double>(judged.size());
    logits_[choice][fold] = PagedVector<double>(std::span<const double>(logits.data(), judged.size()));
    logits_[choice][fold].release();
  }
  std::size_t best() const { return least(losses_.rowwise().sum()); }

  /// The logits of each fold with the choice of the other folds; with its own if there are no others.
  HeldOut held_out() const {
    std::vector<Index> places, fold_of;
    std::size_t rows = 0;
    for (const PagedVector<double>& of_fold : logits_.front()) rows += of_fold.size();
    places.reserve(rows);
    fold_of.reserve(rows);
    VectorD logits(static_cast<Index>(rows));
    for (std::size_t fold = 0; fold < logits_.front().size(); ++fold) {
      const VectorD others = losses_.rowwise().sum() - losses_.col(static_cast<Index>(fold));
      const PagedVector<double>& chosen = logits_[folds_.count > 1 ? least(others) : best()][fold];
      const std::vector<Index> judged = folds_.split(static_cast<int>(fold)).validation;
      std::ranges::copy(chosen, logits.begin() + std::ssize(places));
      places.insert(places.end(), judged.begin(), judged.end());
      fold_of.insert(fold_of.end(), judged.size(), static_cast<Index>(fold) + 1);
    }
    HeldOut found = HeldOut::of_some(rows_, std::move(places), std::move(logits), folds_.described);
    found.fold = std::move(fold_of);
    return found;
  }

 private:
  static std::size_t least(const VectorD& losses) {
    Index place = 0;
    losses.minCoeff(&place);
    return static_cast<std::size_t>(place);
  }

  const LabelledRows& rows_;
  const Folds& folds_;
  MatrixD losses_;  ///< choices × folds
  std::vector<std::vector<PagedVector<double>>> logits_;
};

Candidate judged_on(const TrainingData& data, Classifier model, HeldOut by_folds) {
  Candidate candidate{std::move(model), std::move(by_folds)};
  if (const LabelledRows& file = data.validation; file.table != nullptr)
    candidate.judge_by(HeldOut::of_file(file, candidate.model.logits(*file.table, file.rows)));
  return candidate;
}

Candidate update_coefficients(const Classifier& prior, const TrainingData& data) {
  const Encoder& encoder = prior.encoders[0];
  const std::vector<Index> levels = encoder.shape().levels;
  const Examples examples = make_examples(encoder, data.training);
  const VectorD old = linear_parameters(prior.members[0].network);
  const Folds folds = folds_of(data);
  ChoiceByFolds choice(data, folds, kPrecisions.size() + 1);  // the last: the old model
  for (std::size_t fold = 0; fold < static_cast<std::size_t>(folds.count); ++fold) {
    const Split split = folds.split(static_cast<int>(fold));
    const Examples fitted = examples.gather(split.training);
    const Examples judged = examples.gather(split.validation);
    for (std::size_t i = 0; i < kPrecisions.size(); ++i) {
      choice.add(i, fold, split.validation,
                 linear_logits(judged, encoder.shape(), solve(data, fitted, levels, old, kPrecisions[i]).parameters));
    }
    choice.add(kPrecisions.size(), fold, split.validation, linear_logits(judged, encoder.shape(), old));
  }
  const std::size_t best = choice.best();
  Classifier model = prior;
  model.report = {};
  model.report.recipe = prior.report.recipe;
  if (best < kPrecisions.size()) {
    Solution solution = solve(data, examples, levels, old, kPrecisions[best]);
    model.members[0].network = make_linear_network(encoder.shape(), solution.parameters);
    model.report.convergence = solution.convergence;
    model.report.verdict = verdict_on_update(kPrecisions[best], folds.described);
  } else {
    model.report.verdict = verdict_without_update(folds.described);
    model.report.covariance = prior.report.covariance;
    model.report.logit_spread = prior.report.logit_spread;
  }
  Candidate candidate = judged_on(data, std::move(model), choice.held_out());
  candidate.of_other_rows = best == kPrecisions.size();
  return candidate;
}

Calibration then(const Calibration& first, const Calibration& second) {
  return {second.intercept + second.slope * first.intercept, second.slope * first.slope};
}

/// The spread of a model's logits once they are recalibrated, with the same mean response over these rows. The
/// calibration line of held-out rows has the uncertainty of the recalibration.
std::optional<LogitSpread> spread_after(const Calibration& found, const std::optional<LogitSpread>& before,
                                        const VectorD& logits) {
  if (!before) return std::nullopt;
  constexpr LogitSpread kUnit{.response = 1, .remainder = 0};
  double growth_before = 0, growth_after = 0;
  for (const double z : logits) {
    growth_before += variance_at(kUnit, z);
    growth_after += variance_at(kUnit, found.intercept + found.slope * z);
  }
  const double square = found.slope * found.slope;
  return LogitSpread{square * before->response * growth_before / growth_after, square * before->remainder};
}

Candidate recalibrate(const Classifier& prior, const TrainingData& data) {
  const LabelledRows& rows = data.training;
  const VectorD logits = prior.logits(*rows.table, rows.rows);
  const Folds folds = folds_of(data);
  ChoiceByFolds choice(data, folds, 1);
  for (std::size_t fold = 0; fold < static_cast<std::size_t>(folds.count); ++fold) {
    const auto [fitted, judged] = folds.split(static_cast<int>(fold));
    const Calibration found = fit_calibration(logits(fitted), picked(rows.target, fitted), picked(rows.weight, fitted));
    choice.add(0, fold, judged, found.apply(logits(judged)));
  }
  const Calibration found = fit_calibration(logits, rows.target, rows.weight);
  Classifier model = prior;
  model.report = {};
  model.report.recipe = prior.report.recipe;
  model.calibration = then(prior.calibration, found);
  model.report.verdict = verdict_on_recalibration(found.intercept, found.slope);
  model.report.logit_spread = spread_after(found, prior.report.logit_spread, logits);
  Candidate candidate = judged_on(data, std::move(model), choice.held_out());
  candidate.of_other_rows = true;
  return candidate;
}

}  // namespace

Candidate update_model(const Classifier& prior, const TrainingData& data) {
  require_same_classes(prior.schema.target, data.target, data.training.table->source);
  const bool linear = prior.members.size() == 1 && prior.members[0].network.layer_count() == 1 &&
                      prior.encoders[0].shape().bins.empty() && prior.calibration.intercept == 0 &&
                      prior.calibration.slope == 1;
  Candidate candidate = linear ? update_coefficients(prior, data) : recalibrate(prior, data);
  candidate.model.report.notes.push_back("updated from a model trained on " + counted(prior.report.rows, "row") +
                                         "; its columns, levels and scaling are kept");
  return candidate;
}

}  // namespace binet
