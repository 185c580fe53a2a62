#include "linear/nested_choice.hpp"

#include "binet/base/parallel.hpp"
#include "linear/example_folds.hpp"
#include "linear/example_sample.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/linear_objective.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace binet::detail {
namespace {

constexpr Index kMostFolds = 10;
constexpr Index kMostRows = 10'000;   ///< beyond, the effect of one penalty on a fit is below 1e-4
constexpr double kMostWork = 1.5e10;  ///< operations of all folds: a few tenths of a second
constexpr double kPenalties = 8;      ///< tried per fold, with few steps each

/// The given folds but one, among the rows that this one is fitted to.
std::vector<Split> other_folds(const std::vector<Split>& folds, std::size_t but) {
  std::vector<Index> place(folds[but].training.size() + folds[but].validation.size(), -1);
  for (std::size_t i = 0; i < folds[but].training.size(); ++i)
    place[static_cast<std::size_t>(folds[but].training[i])] = static_cast<Index>(i);
  const auto kept = [&](const std::vector<Index>& rows) {
    std::vector<Index> some;
    for (const Index row : rows) {
      if (const Index at = place[static_cast<std::size_t>(row)]; at >= 0) some.push_back(at);
    }
    return some;
  };
  std::vector<Split> others;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    if (f != but) others.push_back({kept(folds[f].training), kept(folds[f].validation)});
  }
  return others;
}

bool has_both_classes(const Vector& target, const std::vector<Index>& rows) {
  const auto is_positive = [&](Index row) { return target[row] > Scalar{0.5}; };
  return std::ranges::any_of(rows, is_positive) && !std::ranges::all_of(rows, is_positive);
}

/// True if these folds can be left out in turn, and the others choose.
bool may_nest(const std::vector<Split>& folds, const Vector& target) {
  std::size_t judged = 0;
  for (const Split& fold : folds) {
    judged += fold.validation.size();
    if (std::ssize(fold.training) + std::ssize(fold.validation) != target.size()) return false;
  }
  if (folds.size() < 3 || std::cmp_not_equal(judged, target.size())) return false;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const Vector known = target(folds[f].training);
    const auto learns = [&](const Split& other) { return has_both_classes(known, other.training); };
    if (!std::ranges::all_of(other_folds(folds, f), learns)) return false;
  }
  return true;
}

}  // namespace

bool nested_choice_is_quick(const Examples& examples, const RidgeSettings& settings) {
  if (examples.rows() > kMostRows) return false;
  if (!settings.folds.empty() && !may_nest(settings.folds, examples.target)) return false;
  const LinearObjective objective(examples, 0, settings.levels);
  const auto n = static_cast<double>(examples.rows()), p = static_cast<double>(objective.size());
  const double factors = kernel_is_cheap(examples.rows(), objective.size()) ? 4 * n * n * n : n * p * p + p * p * p;
  return static_cast<double>(kMostFolds) * kPenalties * factors <= kMostWork;
}

LeftOutLogits judge_ridge_choice(const Examples& examples, const RidgeChoice& choice, const RidgeSettings& settings) {
  const bool given = !settings.folds.empty();
  const Index count = given ? std::ssize(settings.folds) : std::min(kMostFolds, rarer_class_size(examples.target));
  if (count < 2) return {};
  const std::vector<Split> folds =
      given ? settings.folds : deal_folds(examples.target, static_cast<std::size_t>(count), settings.seed);
  RidgeSettings without = settings;
  without.held_out_logits = false;
  Eigen::MatrixXd gram;
  if (kernel_is_cheap(examples.rows(), choice.parameters.size())) gram = gram_of_rows(examples.features);
  VectorD logits(examples.rows());
  parallel_for(count, [&](Index f) {
    const Split& fold = folds[static_cast<std::size_t>(f)];
    RidgeSettings of_fold = without;
    of_fold.start = {choice.lambda, choice.parameters};
    if (gram.size() > 0) {
      of_fold.start->gram = std::make_shared<const Eigen::MatrixXd>(gram(fold.training, fold.training));
    }
    if (given) of_fold.folds = other_folds(folds, static_cast<std::size_t>(f));
    const Examples known = given ? examples.gather(fold.training) : gather_at_shares(examples, fold.training);
    const VectorD fitted = choose_ridge(known, of_fold).parameters;
    VectorD part;
    LinearObjective(examples.gather(fold.validation), 0, settings.levels).logits(fitted, part);
    for (std::size_t i = 0; i < fold.validation.size(); ++i) logits[fold.validation[i]] = part[static_cast<Index>(i)];
  });
  return {std::move(logits), std::to_string(count) + "-fold cross-validation", fold_numbers(folds, examples.rows())};
}

}  // namespace binet::detail
