#include "train/mixture_gain.hpp"

#include "eval/log_loss.hpp"
#include "model/scored_logits.hpp"
#include "train/fold_dependence.hpp"
#include "train/held_out_correction.hpp"

#include <algorithm>

namespace binet {
namespace {

FoldDependence dependence_of(const HeldOutAndFitted& logits, const LabelledRows& rows) {
  if (logits.fitted.size() != logits.held_out.size()) return {};
  return {score_logits(logits.held_out, rows.target, rows.weight), logits.fitted, rows.group};
}

std::vector<double> losses_of(const HeldOutAndFitted& logits, const LabelledRows& rows) {
  std::vector<double> losses;
  for (Index i = 0; i < rows.target.size(); ++i)
    losses.push_back(log_loss_of_logit(logits.held_out[i], static_cast<double>(rows.target[i])));
  return losses;
}

double error_by_groups(const HeldOutAndFitted& first, const HeldOutAndFitted& mixture, const LabelledRows& rows) {
  return mean_difference(losses_of(first, rows), losses_of(mixture, rows), {rows.weight.begin(), rows.weight.end()},
                         rows.group)
      .standard_error;
}

/// What the saved model's log loss is below that of the held-out rows.
double correction_of(const HeldOutAndFitted& logits, const LabelledRows& rows) {
  if (logits.fitted.size() != logits.held_out.size()) return logits.averaging;
  const auto mean_loss = [&](const VectorD& logit) {
    return JudgedRows(score_logits(logit, rows.target, rows.weight), {}).evaluate(metric("log_loss")).value;
  };
  const LossesOfRows losses{score_logits(logits.held_out, rows.target, rows.weight).base_log_loss(),
                            mean_loss(logits.held_out) - logits.averaging, mean_loss(logits.fitted)};
  const double more = rows_lacking_factor(logits.fitted_share, losses) - 1;
  return logits.averaging + more * std::max(0.0, losses.base - losses.held_out);
}

}  // namespace

MeanDifference gain_of_mixture(const HeldOutAndFitted& first, const HeldOutAndFitted& mixture,
                               const LabelledRows& rows) {
  const MeanSums gain = log_loss_difference(first.held_out, mixture.held_out, rows.target, rows.weight);
  const double error = rows.group.empty() ? gain.standard_error() : error_by_groups(first, mixture, rows);
  return {gain.mean() + correction_of(mixture, rows) - correction_of(first, rows),
          dependence_of(mixture, rows).widened_difference(dependence_of(first, rows), error)};
}

double gain_of_averaging(const VectorD& held_out, const std::vector<VectorD>& by_one, const NetworkAverage& average,
                         const LabelledRows& rows) {
  double gain = 0;
  for (const VectorD& logit : by_one)
    gain += average.step() * log_loss_difference(logit, held_out, rows.target, rows.weight).mean();
  return by_one.empty() ? 0 : gain / static_cast<double>(by_one.size());
}

}  // namespace binet
