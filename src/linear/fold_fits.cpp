#include "linear/fold_fits.hpp"

#include "binet/base/parallel.hpp"
#include "linear/example_folds.hpp"
#include "linear/example_sample.hpp"
#include "linear/newton.hpp"

#include <algorithm>
#include <limits>

namespace binet::detail {
namespace {

constexpr std::size_t kMostFolds = 10, kFoldsOfMany = 5;
constexpr Index kFoldedRows = 20'000;  ///< up to this many rows are refitted completely; beyond, a sample
constexpr Index kFoldedRarer = 2'000;  ///< with this many rows of the rarer class, leave-one-out is sufficient
constexpr Index kRowsAColumn = 16;     ///< minimum in a sample
constexpr Index kManyRows = 100'000;   ///< beyond, folds are fitted one after another, so that there is only one copy
                                       ///< at a time
/// Relative to the gradient caused by a fold's absence: a refit that stops early would still contain the fold.
constexpr double kTolerance = 1e-4;
constexpr int kMostIterations = 50;
constexpr double kSuspectLogit = 12;  ///< if a logit exceeds this, the fit may separate the classes

std::size_t fold_count(const Vector& target) {
  const std::size_t most = target.size() > kManyRows ? kFoldsOfMany : kMostFolds;
  return std::min(most, static_cast<std::size_t>(rarer_class_size(target)));
}

LeftOutLogits describe_folds(VectorD logits, std::size_t folds, std::vector<Index> numbers) {
  return {std::move(logits), std::to_string(folds) + "-fold cross-validation", std::move(numbers)};
}

double weight_sum(const Examples& examples) {
  return examples.weight.size() > 0 ? examples.weight.cast<double>().sum() : static_cast<double>(examples.rows());
}

void for_each_fold(Index rows, std::size_t folds, const std::function<void(std::size_t)>& work) {
  if (rows <= kManyRows) {
    parallel_for(static_cast<Index>(folds), [&](Index fold) { work(static_cast<std::size_t>(fold)); });
  } else {
    for (std::size_t fold = 0; fold < folds; ++fold) work(fold);
  }
}

enum class ClassShares { of_fold, of_all };

VectorD refit_without(const LinearObjective& all, const Split& fold, ClassShares shares, const VectorD& start,
                      const Refit& refit) {
  const Examples rest = shares == ClassShares::of_all ? gather_at_shares(all.examples(), fold.training)
                                                      : all.examples().gather(fold.training);
  return refit(rest, weight_sum(rest) / all.weight_sum(), start);
}

void predict_fold(const LinearObjective& all, const std::vector<Index>& rows, const VectorD& parameters,
                  VectorD& logits) {
  const Examples held_out = all.examples().gather(rows);
  VectorD part;
  LinearObjective(held_out, 0, all.layout().levels).logits(parameters, part);
  for (std::size_t i = 0; i < rows.size(); ++i) logits[rows[i]] = part[static_cast<Index>(i)];
}

/// The rows of each fold: those of the sample as assigned there; the others, which hardly affect a fit, in turn.
std::vector<std::vector<Index>> rows_of_folds(Index rows, const std::vector<Index>& sampled,
                                              const std::vector<Split>& folds) {
  std::vector<std::uint8_t> fold(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < fold.size(); ++i) fold[i] = static_cast<std::uint8_t>(i % folds.size());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    for (const Index place : folds[f].validation) {
      fold[static_cast<std::size_t>(sampled[static_cast<std::size_t>(place)])] = static_cast<std::uint8_t>(f);
    }
  }
  std::vector<std::vector<Index>> result(folds.size());
  for (Index i = 0; i < rows; ++i) result[fold[static_cast<std::size_t>(i)]].push_back(i);
  return result;
}

LeftOutLogits left_out_by_sample(const LinearObjective& all, const VectorD& parameters, std::size_t count,
                                 Index sample_rows, std::uint64_t seed, const Refit& refit) {
  const ExampleSample sample = sample_examples(all.examples(), sample_rows);
  const LinearObjective objective(sample.examples, all.l2(), all.layout().levels);
  const std::vector<Split> folds = deal_folds(sample.examples.target, count, seed);
  const VectorD whole = refit(sample.examples, 1, parameters);
  std::vector<VectorD> fits(count);
  for_each_fold(sample.examples.rows(), count, [&](std::size_t f) {
    fits[f] = refit_without(objective, folds[f], ClassShares::of_all, whole, refit);
  });
  const std::vector<std::vector<Index>> rows = rows_of_folds(all.examples().rows(), sample.rows, folds);
  VectorD logits(all.examples().rows());
  std::vector<Index> numbers(static_cast<std::size_t>(logits.size()));
  for (std::size_t f = 0; f < count; ++f) {
    predict_fold(all, rows[f], parameters + (fits[f] - whole), logits);
    for (const Index row : rows[f]) numbers[static_cast<std::size_t>(row)] = static_cast<Index>(f) + 1;
  }
  return describe_folds(std::move(logits), count, std::move(numbers));
}

VectorD predict_by_refits(const LinearObjective& all, const VectorD& parameters, const std::vector<Split>& folds,
                          ClassShares shares, const Refit& refit) {
  VectorD logits = VectorD::Constant(all.examples().rows(), std::numeric_limits<double>::quiet_NaN());
  for_each_fold(all.examples().rows(), folds.size(), [&](std::size_t f) {
    predict_fold(all, folds[f].validation, refit_without(all, folds[f], shares, parameters, refit), logits);
  });
  return logits;
}

double largest_logit(const LinearObjective& all, const VectorD& parameters) {
  VectorD logits;
  all.logits(parameters, logits);
  return logits.size() > 0 ? logits.cwiseAbs().maxCoeff() : 0;
}

}  // namespace

VectorD logits_without_folds(const LinearObjective& all, const VectorD& parameters, const std::vector<Split>& folds,
                             const Refit& refit) {
  return predict_by_refits(all, parameters, folds, ClassShares::of_fold, refit);
}

LeftOutLogits left_out_by_folds(const LinearObjective& all, const VectorD& parameters, std::uint64_t seed,
                                const Refit& refit) {
  const Vector& target = all.examples().target;
  const std::size_t count = fold_count(target);
  if (count < 2) return {};
  const Index sample_rows = std::max(kFoldedRows, kRowsAColumn * all.size());
  if (target.size() > sample_rows) return left_out_by_sample(all, parameters, count, sample_rows, seed, refit);
  const std::vector<Split> folds = deal_folds(target, count, seed);
  return describe_folds(predict_by_refits(all, parameters, folds, ClassShares::of_all, refit), count,
                        fold_numbers(folds, target.size()));
}

LeftOutLogits left_out_logits(const LinearObjective& all, const VectorD& parameters,
                              const Cholesky& factor, std::uint64_t seed) {
  const Vector& target = all.examples().target;
  if (target.size() > kFoldedRows && rarer_class_size(target) >= kFoldedRarer) {
    return {leave_one_out_logits(all, parameters, factor, LeftOutIntercept::of_all), "approximate leave-one-out"};
  }
  // Without a penalty, separated rows have no finite estimate. A refit that starts from the fit to all rows would keep
  // what only the left-out rows determined, since nothing in the others changes it.
  const bool open = all.l2() == 0 && largest_logit(all, parameters) > kSuspectLogit;
  return left_out_by_folds(all, parameters, seed, [&](const Examples& rest, double share, VectorD fitted) {
    LinearObjective objective(rest, all.l2() / share, all.layout().levels);
    if (open) {
      fitted.setZero();
      minimize_newton(objective, fitted, {.tolerance = kTolerance, .max_iterations = kMostIterations});
      return fitted;
    }
    minimize_by_factor(objective, fitted, factor, {.tolerance = kTolerance, .max_iterations = kMostIterations});
    return fitted;
  });
}

LeftOutLogits left_out_logits(const KernelModel& model, std::uint64_t seed) {
  const Vector& target = model.objective().examples().target;
  const std::size_t count = fold_count(target);
  if (count < 2) return {};
  VectorD logits(target.size());
  const std::vector<Split> folds = deal_folds(target, count, seed);
  for (const Split& fold : folds) {
    const VectorD part = model.logits_without(fold);
    for (Index i = 0; i < part.size(); ++i) logits[fold.validation[static_cast<std::size_t>(i)]] = part[i];
  }
  return describe_folds(std::move(logits), count, fold_numbers(folds, target.size()));
}

}  // namespace binet::detail
