#include "binet/train/cross_validation.hpp"

#include "base/paged_matrix.hpp"
#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "eval/prediction_summary.hpp"
#include "linear/example_sample.hpp"
#include "model/evaluation_json.hpp"
#include "model/scored_logits.hpp"
#include "train/cross_validation_json.hpp"
#include "train/resampling.hpp"
#include "train/scored_rows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace binet {

// Folds run in parallel only if their encoded copies of the data are small.
constexpr Index kLargestParallelCells = Index{1} << 25;

ScoredRows score_rows(const Classifier& model, const LabelledRows& rows) {
  ScoredRows scored = score_logits(model.logits(*rows.table, rows.rows), rows.target, rows.weight);
  scored.threshold = model.threshold;
  return scored;
}

ScoredRows pooled_rows(const std::vector<ScoredRows>& folds) {
  ScoredRows all;
  all.threshold = 0;
  for (const ScoredRows& fold : folds) {
    all.probability.insert(all.probability.end(), fold.probability.begin(), fold.probability.end());
    all.logit.insert(all.logit.end(), fold.logit.begin(), fold.logit.end());
    all.target.insert(all.target.end(), fold.target.begin(), fold.target.end());
    all.weight.insert(all.weight.end(), fold.weight.begin(), fold.weight.end());
    all.threshold += fold.threshold / static_cast<double>(folds.size());
  }
  return all;
}

Folds judged_folds(const TrainingData& data, int k) {
  const Index rarer = detail::rarer_class_size(data.training.target);
  if (rarer < k) {
    throw Error(data.training.table->source + ": " + std::to_string(k) +
                " folds need at least as many rows of each class; the rarer class has " + std::to_string(rarer));
  }
  return cross_validation_folds(data, k);
}

FoldRows rows_of_fold(const TrainingData& data, const Folds& folds, int fold) {
  const Split split = folds.split(fold);
  return {data.training.gather(split.training), data.training.gather(split.validation)};
}

bool folds_run_at_once(const Table& table) {
  const Index cells = table.rows * static_cast<Index>(table.columns.size());
  const auto bytes = static_cast<std::size_t>(cells * thread_count()) * sizeof(Scalar);
  return cells <= kLargestParallelCells && (memory_limit() == 0 || bytes <= memory_limit() / 2);
}

void run_folds(const Table& table, Index count, const std::function<void(Index)>& run) {
  if (folds_run_at_once(table)) {
    parallel_for(count, run);
  } else {
    for (Index f = 0; f < count; ++f) run(f);
  }
}

namespace {

/// The predictions of a fold while others are trained: beyond the memory limit, they are in a file.
class KeptPredictions {
 public:
  KeptPredictions() = default;
  explicit KeptPredictions(const ScoredRows& rows)
      : threshold_(rows.threshold), cells_(rows.weight.empty() ? 3 : 4, std::ssize(rows.target)) {
    Index line = 0;
    for (const auto* values : {&rows.probability, &rows.target, &rows.logit, &rows.weight}) {
      if (!values->empty()) std::ranges::copy(*values, cells_.data() + line++ * cells_.cols());
    }
    cells_.release({0, cells_.rows()});
  }

  ScoredRows rows() const {
    ScoredRows rows;
    rows.threshold = threshold_;
    Index line = 0;
    for (auto* values : {&rows.probability, &rows.target, &rows.logit, &rows.weight}) {
      if (line == cells_.rows()) break;
      const double* const of_line = cells_.data() + line++ * cells_.cols();
      values->assign(of_line, of_line + cells_.cols());
    }
    return rows;
  }

 private:
  double threshold_ = 0;
  PagedMatrix<double> cells_;  ///< probabilities, targets, logits and, if there are any, weights: one line each
};

}  // namespace

CrossValidation cross_validate(const Config& config, const Table& table, int k,
                               const CrossValidationObserver& observer) {
  const TrainingObserver quiet{.stop_requested = observer.stop_requested};
  const TrainingData all = prepare_training_data(config, table, nullptr, {quiet});
  const Folds folds = judged_folds(all, k);
  CrossValidation result;
  result.described = folds.described;
  std::vector<KeptPredictions> kept(static_cast<std::size_t>(folds.count));
  std::mutex reporting;
  const auto run_fold = [&](Index f) {
    const auto fold = static_cast<std::size_t>(f);
    FoldRows rows = rows_of_fold(all, folds, static_cast<int>(f));
    const Classifier model = train(all.with_rows(std::move(rows.fitted)));
    const ScoredRows scored = score_rows(model, rows.left_out);
    if (quiet.should_stop()) throw Interrupted("interrupted");  // the fold's model is incomplete
    kept[fold] = KeptPredictions(scored);
    const std::lock_guard lock(reporting);
    if (observer.fold_done) observer.fold_done(static_cast<int>(fold), scored);
  };
  run_folds(table, folds.count, run_fold);
  for (const KeptPredictions& fold : kept) result.folds.push_back(fold.rows());
  result.pooled = pooled_rows(result.folds);
  return result;
}

CrossValidation::Summary CrossValidation::summarize(const Metric& metric) const {
  std::vector<double> values;
  for (const ScoredRows& fold : folds) values.push_back(metric.evaluate(PredictionSummary(fold.view())));
  return mean_over_folds(values);
}

CrossValidation::Summary mean_over_folds(const std::vector<double>& values) {
  double count = 0, sum = 0, squares = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  for (const double value : values) {
    if (!std::isnan(value)) squares += (value - sum / count) * (value - sum / count);
  }
  // Folds that all agree, such as on an AUC of 1, do not measure an error.
  const double error = squares > 0 ? std::sqrt(squares / (count - 1) / count) : std::nan("");
  return {count > 0 ? sum / count : std::nan(""), error, static_cast<int>(count)};
}

Json cross_validation_to_json(const CrossValidation& result) {
  Json document{
      {"folds", result.folds.size()}, {"validated_on", result.described}, {"rows", result.pooled.probability.size()}};
  Json means = Json::object(), errors = Json::object(), by_fold = Json::object();
  for (const Metric& metric : metrics()) {
    const std::string name(metric.name);
    const CrossValidation::Summary summary = result.summarize(metric);
    means[name] = summary.mean;
    errors[name] = summary.standard_error;
    for (const ScoredRows& fold : result.folds)
      by_fold[name].push_back(metric.evaluate(PredictionSummary(fold.view())));
  }
  document["mean"] = std::move(means);
  document["standard_error"] = std::move(errors);
  document["by_fold"] = std::move(by_fold);
  document["pooled"] = evaluation_to_json(result.pooled);
  return document;
}

}  // namespace binet
