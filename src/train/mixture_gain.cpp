#include "train/mixture_gain.hpp"

#include "eval/log_loss.hpp"
#include "model/scored_logits.hpp"
#include "train/fold_dependence.hpp"
#include "train/held_out_correction.hpp"
#include "train/verdict.hpp"

#include <algorithm>

namespace binet {
namespace {

FoldDependence dependence_of(const HeldOutAndFitted& logits, const LabelledRows& rows) {
  if (logits.fitted.size() != logits.held_out.size()) return {};
  return {score_logits(logits.held_out, rows.target, rows.weight), logits.fitted};
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

std::string describe_gain(const HeldOutAndFitted& first, const HeldOutAndFitted& mixture, const LabelledRows& rows) {
  const MeanSums gain = log_loss_difference(first.held_out, mixture.held_out, rows.target, rows.weight);
  const double error =
      dependence_of(mixture, rows).widened_difference(dependence_of(first, rows), gain.standard_error());
  return verdict_on_gain(gain.mean() + correction_of(mixture, rows) - correction_of(first, rows), error);
}

double gain_of_averaging(const VectorD& held_out, const std::vector<VectorD>& by_one, const NetworkAverage& average,
                         const LabelledRows& rows) {
  double gain = 0;
  for (const VectorD& logit : by_one)
    gain += average.step() * log_loss_difference(logit, held_out, rows.target, rows.weight).mean();
  return by_one.empty() ? 0 : gain / static_cast<double>(by_one.size());
}

}  // namespace binet
