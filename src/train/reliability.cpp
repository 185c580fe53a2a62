#include "train/reliability.hpp"

#include "model/logit_spread.hpp"
#include "model/prediction_interval.hpp"

#include <algorithm>

namespace binet {
namespace {

constexpr Index kMostRows = 20'000;

/// The saved model's logits of these held-out rows; empty if it was not fitted to them, or they are not known.
VectorD fitted_logits(const TrainingData& data, const HeldOut& held_out, const std::vector<Index>& rows, Index count,
                      const Classifier& model) {
  if (held_out.fitted.size() > 0) return held_out.fitted;
  if (data.validation.table != nullptr || data.sequence.used()) return {};
  if (data.prior != nullptr) return {};  // an update judges its rows in the order of the folds
  if (held_out.places.empty() && count != data.training.size()) return {};
  std::vector<Index> of_table;
  for (const Index row : rows) {
    const Index place = held_out.places.empty() ? row : held_out.places[static_cast<std::size_t>(row)];
    of_table.push_back(data.training.rows[static_cast<std::size_t>(place)]);
  }
  return model.logits(*data.training.table, of_table);
}

}  // namespace

std::vector<Index> evenly_spaced_rows(Index count) {
  const Index step = std::max<Index>(1, count / kMostRows);
  std::vector<Index> rows;
  for (Index row = 0; row < count; row += step) rows.push_back(row);
  return rows;
}

void add_reliability(const TrainingData& data, const HeldOut& held_out, const ScoredRows& rows, Classifier& model) {
  const std::vector<Index> some = evenly_spaced_rows(std::ssize(rows.logit));
  const auto pick = [&](const std::vector<double>& values) {
    VectorD picked(std::ssize(some));
    for (Index i = 0; i < picked.size(); ++i)
      picked[i] = values[static_cast<std::size_t>(some[static_cast<std::size_t>(i)])];
    return picked;
  };
  RowsLeftOut left{pick(rows.logit), {}, pick(rows.target), {}};
  left.weight = rows.weight.empty() ? VectorD::Ones(left.target.size()) : pick(rows.weight);
  if (!data.config.data.weight.empty() && left.weight.sum() > 0) left.weight /= left.weight.mean();
  model.report.reliability_line = fit_reliability_line(left.left_out, left.target, left.weight);
  if (!model.report.reliability_line) return;
  left.fitted = fitted_logits(data, held_out, some, std::ssize(rows.logit), model);
  if (left.fitted.size() == left.left_out.size())
    model.report.logit_spread = fit_logit_spread(left, held_out.model_share_fitted);
}

}  // namespace binet
