#include "train/learning_curve.hpp"

#include "base/duration.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "eval/prediction_summary.hpp"
#include "train/resampling.hpp"
#include "train/scored_rows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <utility>

namespace binet {
namespace {

constexpr double kLeastSeconds = 0.001;  ///< of a time budget

struct Job {
  std::size_t point, fold;
};

bool has_enough_of_each_class(const TrainingData& data, const std::vector<Index>& places) {
  const Index positives = std::ranges::count_if(places, [&](Index i) { return data.training.target[i] > Scalar{0.5}; });
  return std::min(positives, std::ssize(places) - positives) >= kFewestOfClass;
}

void add_metrics(const CrossValidation& result, const char* name, Json& point) {
  for (const Metric& metric : metrics()) {
    const CrossValidation::Summary summary = result.summarize(metric);
    point[name][std::string(metric.name)] = {{"mean", summary.mean}, {"standard_error", summary.standard_error}};
  }
}

}  // namespace

LearningCurveByRows learning_curve(const Config& config, const Table& table, int k,
                                   const LearningCurveObserver& observer) {
  const TrainingObserver quiet{.stop_requested = observer.stop_requested};
  Config each = config;  // of one model
  const TrainingData all = prepare_training_data(each, table, nullptr, {quiet});
  const Folds folds = judged_folds(all, k);
  const std::vector<Split> splits = folds.splits();
  LearningCurveByRows found;
  found.described = folds.described;
  std::vector<std::vector<std::vector<Index>>> parts;  // by point, by fold: the rows to fit
  std::vector<std::vector<std::vector<Index>>> units;  // by fold, in the order in which they are added
  for (std::size_t f = 0; f < splits.size(); ++f) {
    units.push_back(units_to_learn(all, splits[f].training, static_cast<int>(f)));
  }
  for (const double share : kLearningShares) {
    std::vector<std::vector<Index>> part;
    double rows = 0;
    for (std::size_t f = 0; f < units.size(); ++f) {
      part.push_back(share == 1 ? splits[f].training
                                : first_units(units[f], share * static_cast<double>(splits[f].training.size())));
      rows += static_cast<double>(part.back().size()) / static_cast<double>(units.size());
    }
    const bool enough = std::ranges::all_of(
        part, [&](const std::vector<Index>& places) { return has_enough_of_each_class(all, places); });
    if (!enough && share < 1) {
      found.too_small.push_back(share);
      continue;
    }
    parts.push_back(std::move(part));
    found.points.push_back({share, rows, {}, {}});
  }
  std::vector<Job> jobs;  // the longest first
  for (std::size_t point = found.points.size(); point-- > 0;) {
    LearningCurvePoint& own = found.points[point];
    own.held_out.described = own.training.described = folds.described;
    own.held_out.folds.resize(splits.size());
    own.training.folds.resize(splits.size());
    for (std::size_t fold = 0; fold < splits.size(); ++fold) jobs.push_back({point, fold});
  }
  if (!config.training.time_budget.empty()) {
    const int at_once = folds_run_at_once(table) ? std::min(thread_count(), static_cast<int>(jobs.size())) : 1;
    found.seconds_per_model =
        parse_duration(config.training.time_budget) * at_once / static_cast<double>(jobs.size());
    each.training.time_budget = std::to_string(std::max(found.seconds_per_model, kLeastSeconds)) + "s";
  }
  std::mutex reporting;
  int done = 0;
  const auto run = [&](Index j) {
    const auto [point, fold] = jobs[static_cast<std::size_t>(j)];
    const LabelledRows fitted = all.training.gather(parts[point][fold]);
    TrainingData part = all.with_rows(fitted);
    part.started = std::chrono::steady_clock::now();
    const Classifier model = train(part);
    if (quiet.should_stop()) throw Interrupted("interrupted");  // the model is incomplete
    found.points[point].training.folds[fold] = score_rows(model, fitted);
    found.points[point].held_out.folds[fold] =
        score_rows(model, all.training.gather(splits[fold].validation));
    const std::lock_guard lock(reporting);
    if (observer.fit_done) observer.fit_done(++done, static_cast<int>(jobs.size()));
  };
  run_folds(table, std::ssize(jobs), run);
  for (LearningCurvePoint& point : found.points) {
    point.held_out.pooled = pooled_rows(point.held_out.folds);
    point.training.pooled = pooled_rows(point.training.folds);
  }
  return found;
}

CrossValidation::Summary last_change(const LearningCurveByRows& curve, const Metric& metric) {
  const std::size_t count = curve.points.size();
  CrossValidation::Summary none{std::nan(""), std::nan(""), 0};
  if (count < 2) return none;
  const std::vector<ScoredRows>& before = curve.points[count - 2].held_out.folds;
  const std::vector<ScoredRows>& after = curve.points[count - 1].held_out.folds;
  std::vector<double> changes;
  for (std::size_t f = 0; f < after.size(); ++f) {
    changes.push_back(metric.evaluate(after[f].view()) - metric.evaluate(before[f].view()));
  }
  CrossValidation::Summary change = mean_over_folds(changes);
  if (change.folds < 2) return none;
  if (std::isnan(change.standard_error)) change.standard_error = 0;  // the same change in every fold
  return change;
}

Json learning_curve_to_json(const LearningCurveByRows& curve) {
  Json document{{"validated_on", curve.described},
                {"folds", curve.points.back().held_out.folds.size()},
                {"rows", curve.points.back().held_out.pooled.probability.size()},
                {"learning_curve", Json::array()},
                {"shares_left_out", curve.too_small}};
  if (curve.seconds_per_model > 0) document["seconds_per_model"] = curve.seconds_per_model;
  for (const LearningCurvePoint& point : curve.points) {
    Json entry{{"share", point.share}, {"training_rows", point.rows}};
    add_metrics(point.held_out, "held_out", entry);
    add_metrics(point.training, "training", entry);
    document["learning_curve"].push_back(std::move(entry));
  }
  const CrossValidation::Summary change = last_change(curve, metric("log_loss"));
  document["last_change_of_log_loss"] = {{"mean", change.mean}, {"standard_error", change.standard_error}};
  return document;
}

}  // namespace binet
