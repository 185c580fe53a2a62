#include "train/reliability.hpp"

#include "model/logit_spread.hpp"
#include "model/prediction_interval.hpp"
#include "model/scored_logits.hpp"

#include <algorithm>
#include <optional>

namespace binet {
namespace {

constexpr Index kMostRows = 20'000;

/// Evenly spaced predictions, without those of the saved model.
RowsLeftOut some_of(const TrainingData& data, const ScoredRows& rows, const std::vector<Index>& some) {
  const auto pick = [&](const std::vector<double>& values) {
    VectorD picked(std::ssize(some));
    for (Index i = 0; i < picked.size(); ++i)
      picked[i] = values[static_cast<std::size_t>(some[static_cast<std::size_t>(i)])];
    return picked;
  };
  RowsLeftOut left{pick(rows.logit), {}, pick(rows.target), {}};
  left.weight = rows.weight.empty() ? VectorD::Ones(left.target.size()) : pick(rows.weight);
  if (!data.config.data.weight.empty() && left.weight.sum() > 0) left.weight /= left.weight.mean();
  return left;
}

/// The saved model's logits of these predicted rows; empty if they are no training rows.
VectorD fitted_logits(const TrainingData& data, const HeldOut& held_out, const std::vector<Index>& rows,
                      const Classifier& model) {
  if (held_out.fitted.size() > 0) return held_out.fitted;
  if (!held_out.places.known() || data.sequence.used()) return {};
  std::vector<Index> of_table;
  for (const Index row : rows)
    of_table.push_back(data.training.rows[static_cast<std::size_t>(held_out.places[row])]);
  return model.logits(*data.training.table, of_table);
}

std::optional<LogitSpread> spread_of(const TrainingData& data, const HeldOut& held_out, const ScoredRows& rows,
                                     const Classifier& model) {
  const std::vector<Index> some = evenly_spaced_rows(std::ssize(rows.logit));
  RowsLeftOut left = some_of(data, rows, some);
  left.fitted = fitted_logits(data, held_out, some, model);
  if (left.fitted.size() != left.left_out.size()) return std::nullopt;
  return fit_logit_spread(left, held_out.model_share_fitted);
}

}  // namespace

std::vector<Index> evenly_spaced_rows(Index count) {
  const Index step = std::max<Index>(1, count / kMostRows);
  std::vector<Index> rows;
  for (Index row = 0; row < count; row += step) rows.push_back(row);
  return rows;
}

void add_reliability(const TrainingData& data, Candidate& candidate, const ScoredRows& rows) {
  TrainingReport& report = candidate.model.report;
  const RowsLeftOut judged = some_of(data, rows, evenly_spaced_rows(std::ssize(rows.logit)));
  report.reliability_line = fit_reliability_line(judged.left_out, judged.target, judged.weight);
  if (!report.reliability_line || candidate.of_other_rows) return;
  const HeldOut& left_out = candidate.left_out;
  report.logit_spread =
      left_out.logit.size() > 0
          ? spread_of(data, left_out, score_logits(left_out.logit, left_out.target, left_out.weight), candidate.model)
          : spread_of(data, candidate.held_out, rows, candidate.model);
}

}  // namespace binet
