#include "cli/fold_importance.hpp"

#include "binet/base/error.hpp"
#include "eval/mean_estimate.hpp"
#include "eval/prediction_summary.hpp"
#include "train/resampling.hpp"
#include "train/scored_rows.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <utility>

namespace binet {
namespace {

struct FoldImportanceFigures {
  double weight = 0;
  std::vector<ColumnImportance> items;
  ScoredRows scored;
};

/// The weighted mean over folds of one set of columns.
ColumnImportance mean_importance(const std::vector<std::string>& columns,
                                 const std::vector<FoldImportanceFigures>& folds, int repeats) {
  ColumnImportance mean;
  mean.columns = columns;
  mean.repeats.assign(static_cast<std::size_t>(repeats), 0.0);
  double weights = 0, variance = 0;
  for (const FoldImportanceFigures& fold : folds) weights += fold.weight;
  for (const FoldImportanceFigures& fold : folds) {
    const auto found = std::ranges::find(fold.items, columns, &ColumnImportance::columns);
    if (found == fold.items.end()) continue;
    const double share = fold.weight / weights;
    for (std::size_t r = 0; r < mean.repeats.size(); ++r) mean.repeats[r] += share * found->repeats[r];
    variance += share * share * found->standard_error * found->standard_error;
  }
  MeanSums over_repeats;
  for (const double value : mean.repeats) over_repeats.add(value, 1);
  mean.mean = over_repeats.mean();
  mean.standard_error = std::sqrt(variance);
  mean.repeat_error = over_repeats.standard_error();
  return mean;
}

}  // namespace

FoldImportance fold_importance(const Config& config, const Table& table, int k, const ImportanceSettings& settings,
                               const TrainingObserver& observer) {
  const TrainingData all = prepare_training_data(config, table, nullptr, {observer});
  const Folds folds = judged_folds(all, k);
  std::vector<FoldImportanceFigures> figures(static_cast<std::size_t>(folds.count));
  run_folds(table, std::ssize(figures), [&](Index f) {
    const auto fold = static_cast<std::size_t>(f);
    const auto [fitted, left_out] = rows_of_fold(all, folds, static_cast<int>(f));
    TrainingData part = all.with_rows(fitted);
    part.started = std::chrono::steady_clock::now();  // a time budget is that of each model
    const Classifier model = train(part);
    if (observer.should_stop()) throw Interrupted("interrupted");  // the fold's model is incomplete
    ImportanceSettings own = settings;
    own.seed += static_cast<std::uint64_t>(fold);
    const std::vector<Index> rows(left_out.rows.begin(), left_out.rows.end());
    figures[fold] = {left_out.weight_sum(),
                     column_importance(model, table, rows, left_out.target, left_out.weight, own),
                     score_rows(model, left_out)};
  });
  std::vector<std::vector<std::string>> sets;
  std::vector<ScoredRows> scored;
  for (FoldImportanceFigures& fold : figures) {
    for (const ColumnImportance& item : fold.items) {
      if (std::ranges::find(sets, item.columns) == sets.end()) sets.push_back(item.columns);
    }
    scored.push_back(std::move(fold.scored));
  }
  FoldImportance found{folds.described, metric("log_loss").evaluate(pooled_rows(scored).view()),
                       all.training.size(), {}};
  for (const std::vector<std::string>& set : sets) {
    found.items.push_back(mean_importance(set, figures, settings.repeats));
  }
  std::ranges::stable_sort(found.items, std::ranges::greater(), &ColumnImportance::mean);
  return found;
}

}  // namespace binet
