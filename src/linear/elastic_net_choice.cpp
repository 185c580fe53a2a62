#include "linear/elastic_net_choice.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "linear/coordinate_descent.hpp"
#include "linear/example_folds.hpp"
#include "linear/linear_objective.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr std::size_t kFolds = 5;
constexpr Index kManyRows = 100'000;  ///< with more rows, one fold is enough
constexpr int kPoints = 50;
constexpr double kPathGap = 1e-4;  ///< the loss of an intermediate fit need not be exact
constexpr double kRefitTolerance = 1e-6;
constexpr double kOverfit = 1.1;   ///< once a fold's loss has risen by this factor, the rest of its path is skipped

ElasticNetPathSettings path_settings(const Examples& examples, const ElasticNetChoiceSettings& settings) {
  const LinearLayout layout(examples.features, settings.levels);
  ElasticNetPathSettings path;
  path.count = kPoints;
  path.ratio = examples.rows() > layout.size ? 1e-3 : 1e-2;
  path.l1_share = settings.l2 ? 1 : settings.l1_share;
  path.base_l2 = settings.l2.value_or(0);
  path.largest = largest_useful_l1(examples, layout.levels) / path.l1_share;
  path.gap = kPathGap;
  path.levels = layout.levels;
  path.progress = progress_until(settings.stop_requested);
  return path;
}

/// The most folds that leave, in each fold, a row of each class to predict.
std::size_t fold_count(const Examples& examples) {
  const auto positives = (examples.target.array() > Scalar{0.5}).count();
  const Index rarer = std::min(positives, examples.rows() - positives);
  if (rarer < 2) throw Error("l1 auto: cross-validation needs at least 2 rows of each class; give l1 a number");
  return std::min(kFolds, static_cast<std::size_t>(rarer));
}

/// The predictions for the rows of a fold, by the path that was fitted without it.
struct FoldPath {
  std::vector<Index> rows;
  std::vector<VectorD> logits;  ///< a point each
  std::vector<VectorD> losses;  ///< a point each, weighted
  double weight_sum = 0;
};

FoldPath predict_fold(const Examples& examples, const Split& fold, bool at_shares, const ElasticNetPathSettings& path) {
  FoldPath result{fold.validation, {}, {}, 0};
  const Examples held_out = examples.gather(fold.validation);
  LinearObjective objective(held_out, 0, path.levels);
  result.weight_sum = objective.weight_sum();
  double best = 0;
  const Examples training =
      at_shares ? detail::gather_at_shares(examples, fold.training) : examples.gather(fold.training);
  const auto add = [&](const ElasticNetPoint& point) {
    VectorD logits, losses(held_out.rows());
    objective.logits(point.parameters, logits);
    for (Index i = 0; i < losses.size(); ++i) {
      const double weight = held_out.weight.size() > 0 ? static_cast<double>(held_out.weight[i]) : 1.0;
      losses[i] = weight * log_loss_of_logit(logits[i], static_cast<double>(held_out.target[i]));
    }
    const double loss = losses.sum();
    best = result.losses.empty() ? loss : std::min(best, loss);
    result.logits.push_back(std::move(logits));
    result.losses.push_back(std::move(losses));
    return loss <= kOverfit * best;
  };
  const auto points = elastic_net_path(training, path, add);
  if (result.losses.empty()) add(points.back());  // interrupted at the very first
  return result;
}

std::vector<FoldPath> predict_folds(const Examples& examples, const ElasticNetChoiceSettings& settings,
                                    const ElasticNetPathSettings& path) {
  std::vector<Split> folds = settings.folds;
  if (folds.empty()) {
    folds = detail::deal_folds(examples.target, fold_count(examples), settings.seed);
    if (examples.rows() > kManyRows) folds.resize(1);
  }
  std::vector<FoldPath> results(folds.size());
  parallel_for(static_cast<Index>(folds.size()), [&](Index index) {
    const auto f = static_cast<std::size_t>(index);
    results[f] = predict_fold(examples, folds[f], settings.folds.empty(), path);
  });
  return results;
}

/// The losses of all rows together but for those of the fold `without`, if it is not null, at the points that every
/// fold has reached.
std::vector<ElasticNetTrial> loss_curve(const std::vector<FoldPath>& folds, const ElasticNetPathSettings& path,
                                        const FoldPath* without = nullptr) {
  std::size_t points = folds.front().losses.size();
  for (const FoldPath& fold : folds) points = std::min(points, fold.losses.size());
  std::vector<ElasticNetTrial> curve(points);
  for (std::size_t i = 0; i < points; ++i) {
    double sum = 0, squares = 0, weights = 0, rows = 0;
    for (const FoldPath& fold : folds) {
      if (&fold == without) continue;
      sum += fold.losses[i].sum();
      squares += fold.losses[i].squaredNorm();
      weights += fold.weight_sum;
      rows += static_cast<double>(fold.losses[i].size());
    }
    const double share = path.count > 1 ? static_cast<double>(i) / (path.count - 1) : 0;
    curve[i] = {path.largest * std::pow(path.ratio, share), sum / weights,
                std::sqrt(std::max(0.0, squares - sum * sum / rows)) / weights};
  }
  return curve;
}

std::size_t pick(const std::vector<ElasticNetTrial>& curve, bool one_standard_error) {
  const auto lowest = std::ranges::min_element(curve, {}, &ElasticNetTrial::loss);
  if (!one_standard_error) return static_cast<std::size_t>(lowest - curve.begin());
  const double limit = lowest->loss + lowest->standard_error;
  return static_cast<std::size_t>(
      std::ranges::find_if(curve, [&](const ElasticNetTrial& trial) { return trial.loss <= limit; }) - curve.begin());
}

/// For each fold, the point that the others choose; of a single fold, its own.
std::vector<std::size_t> points_of_others(const std::vector<FoldPath>& folds, const ElasticNetPathSettings& path,
                                          bool one_standard_error) {
  std::vector<std::size_t> points;
  for (const FoldPath& fold : folds)
    points.push_back(pick(loss_curve(folds, path, folds.size() > 1 ? &fold : nullptr), one_standard_error));
  return points;
}

void add_held_out(const std::vector<FoldPath>& folds, std::size_t point, const std::vector<std::size_t>& of_others,
                  ElasticNetChoice& choice) {
  struct Prediction {
    Index row;
    double logit, judged;
    Index fold;
  };
  std::vector<Prediction> predictions;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const FoldPath& fold = folds[f];
    for (std::size_t i = 0; i < fold.rows.size(); ++i) {
      const auto place = static_cast<Index>(i);
      predictions.push_back({fold.rows[i], fold.logits[point][place], fold.logits[of_others[f]][place],
                             static_cast<Index>(f) + 1});
    }
  }
  std::ranges::sort(predictions, {}, [](const Prediction& of) { return std::pair(of.row, of.logit); });
  choice.held_out_logits.resize(static_cast<Index>(predictions.size()));
  choice.judged_logits.resize(choice.held_out_logits.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    choice.held_out_rows.push_back(predictions[i].row);
    choice.held_out_logits[static_cast<Index>(i)] = predictions[i].logit;
    choice.judged_logits[static_cast<Index>(i)] = predictions[i].judged;
    choice.held_out_folds.push_back(predictions[i].fold);
  }
}

}  // namespace

ElasticNetChoice choose_elastic_net(const Examples& examples, const ElasticNetChoiceSettings& settings) {
  const ElasticNetPathSettings path = path_settings(examples, settings);
  const std::vector<FoldPath> folds = predict_folds(examples, settings, path);
  ElasticNetChoice choice;
  choice.curve = loss_curve(folds, path);
  const std::size_t point = pick(choice.curve, settings.one_standard_error);
  add_held_out(folds, point, points_of_others(folds, path, settings.one_standard_error), choice);
  const double penalty = choice.curve[point].penalty;
  ElasticNetSettings fit;
  fit.l1 = choice.l1 = path.l1_share * penalty;
  fit.l2 = choice.l2 = (1 - path.l1_share) * penalty + path.base_l2;
  fit.tolerance = settings.tolerance;
  fit.max_iterations = settings.max_iterations;
  fit.levels = path.levels;
  fit.progress = path.progress;
  choice.convergence = minimize_elastic_net(examples, choice.parameters, fit);
  return choice;
}

detail::LeftOutLogits judge_elastic_net(const Examples& examples, const VectorD& parameters, double l1, double l2,
                                        const ElasticNetChoiceSettings& settings) {
  const LinearObjective all(examples, l2, settings.levels);
  const auto refit = [&](const Examples& rest, double share, VectorD fitted) {
    minimize_elastic_net(rest, fitted, {.l1 = l1 / share,
                                        .l2 = l2 / share,
                                        .tolerance = kRefitTolerance,
                                        .max_iterations = settings.max_iterations,
                                        .levels = all.layout().levels});
    return fitted;
  };
  if (settings.folds.empty()) return detail::left_out_by_folds(all, parameters, settings.seed, refit);
  return {detail::logits_without_folds(all, parameters, settings.folds, refit), "the folds given"};
}

}  // namespace binet
