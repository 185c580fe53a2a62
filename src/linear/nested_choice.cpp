#include "linear/nested_choice.hpp"

#include "binet/base/parallel.hpp"
#include "linear/example_folds.hpp"
#include "linear/example_sample.hpp"
#include "linear/kernel_newton.hpp"
#include "linear/linear_objective.hpp"

#include <algorithm>
#include <memory>

namespace binet::detail {
namespace {

constexpr Index kMostFolds = 10;
constexpr Index kMostRows = 10'000;   ///< beyond, the effect of one penalty on a fit is below 1e-4
constexpr double kMostWork = 1.5e10;  ///< operations of all folds: a few tenths of a second
constexpr double kPenalties = 8;      ///< tried per fold, with few steps each

}  // namespace

bool nested_choice_is_quick(const Examples& examples, const RidgeSettings& settings) {
  if (!settings.folds.empty() || examples.rows() > kMostRows) return false;
  const LinearObjective objective(examples, 0, settings.levels);
  const auto n = static_cast<double>(examples.rows()), p = static_cast<double>(objective.size());
  const double factors = kernel_is_cheap(examples.rows(), objective.size()) ? 4 * n * n * n : n * p * p + p * p * p;
  return static_cast<double>(kMostFolds) * kPenalties * factors <= kMostWork;
}

LeftOutLogits judge_ridge_choice(const Examples& examples, const RidgeChoice& choice, const RidgeSettings& settings) {
  const Index count = std::min(kMostFolds, rarer_class_size(examples.target));
  if (count < 2) return {};
  const std::vector<Split> folds = deal_folds(examples.target, static_cast<std::size_t>(count), settings.seed);
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
    const VectorD fitted = choose_ridge(gather_at_shares(examples, fold.training), of_fold).parameters;
    VectorD part;
    LinearObjective(examples.gather(fold.validation), 0, settings.levels).logits(fitted, part);
    for (std::size_t i = 0; i < fold.validation.size(); ++i) logits[fold.validation[i]] = part[static_cast<Index>(i)];
  });
  return {std::move(logits), std::to_string(count) + "-fold cross-validation", fold_numbers(folds, examples.rows())};
}

}  // namespace binet::detail
