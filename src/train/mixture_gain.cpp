#include "train/mixture_gain.hpp"

#include "eval/log_loss.hpp"
#include "model/scored_logits.hpp"
#include "train/fold_dependence.hpp"
#include "train/verdict.hpp"

namespace binet {
namespace {

FoldDependence dependence_of(const HeldOutAndFitted& logits, const LabelledRows& rows) {
  if (logits.fitted.size() != logits.held_out.size()) return {};
  return {score_logits(logits.held_out, rows.target, rows.weight), logits.fitted};
}

}  // namespace

std::string describe_gain(const HeldOutAndFitted& first, const HeldOutAndFitted& mixture, const LabelledRows& rows) {
  const MeanSums gain = log_loss_difference(first.held_out, mixture.held_out, rows.target, rows.weight);
  const double error =
      dependence_of(mixture, rows).widened_difference(dependence_of(first, rows), gain.standard_error());
  return verdict_on_gain(gain.mean(), error);
}

}  // namespace binet
