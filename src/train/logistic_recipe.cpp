#include "eval/decision.hpp"
#include "linear/example_sample.hpp"
#include "linear/linear_objective.hpp"
#include "model/linear_network.hpp"
#include "train/logistic_fit.hpp"
#include "train/logistic_report.hpp"
#include "train/logit_offset.hpp"
#include "train/network_recipe.hpp"
#include "train/recipes.hpp"
#include "train/reliability.hpp"
#include "train/resampling.hpp"

#include <algorithm>
#include <utility>

namespace binet {
namespace {

bool threshold_is_given(const Config& config) {
  return parse_decision_rule(config.decision.rule).threshold.has_value();
}

Classifier make_classifier(const FittedLogistic& fit) {
  Classifier model;
  model.schema = fit.schema;
  model.encoders = {with_offset(fit.encoder, fit.schema.offset)};
  Network network = make_linear_network(model.encoders[0].shape(),
                                        with_offset(fit.encoder, fit.schema.offset, fit.solution.parameters, 1));
  shift_output_bias(network, -fit.factors.logit_shift());
  model.members.push_back({0, 1.0, std::move(network)});
  return model;
}

/// The logits stay the same: the other coefficients take over.
void set_aliased_to_zero(FittedLogistic& fit) {
  if (!fit.likelihood || fit.likelihood->undecided) return;
  if (fit.likelihood->rank < fit.solution.parameters.size()) fit.solution.parameters = fit.likelihood->parameters;
}

/// With times, keeps the predictions of windows before which at least half of the rows lie, and of the last window in
/// any case: fits to fewer rows are much worse than the model, which is fitted to all. With groups, all windows are
/// kept: the fewer groups judge, the less the figures hold for others. Returns the predictions of all windows if some
/// are not kept and the threshold is to be chosen.
HeldOut keep_later_windows(const TrainingData& data, FittedLogistic& fit) {
  if (data.training.time.empty() || !data.training.group.empty() || fit.held_out_places.empty()) return {};
  const Folds windows = penalty_folds(data);
  int first = 0;  // the window whose rows are block first + 1
  Index past = std::ranges::count(windows.part_of, 0);
  while (first + 1 < windows.count && 2 * past < data.training.size())
    past += std::ranges::count(windows.part_of, ++first);
  if (first == 0) return {};
  HeldOut all;
  if (data.validation.table == nullptr && !threshold_is_given(data.config)) {
    all = HeldOut::of_some(data.training, fit.held_out_places,
                           (fit.held_out_logits.array() - fit.factors.logit_shift()).matrix(), fit.judged_by);
  }
  std::vector<Index> kept, places, folds;
  for (std::size_t i = 0; i < fit.held_out_places.size(); ++i) {
    const Index place = fit.held_out_places[i];
    if (windows.part_of[static_cast<std::size_t>(place)] <= first) continue;
    kept.push_back(static_cast<Index>(i));
    places.push_back(place);
    if (!fit.held_out_folds.empty()) folds.push_back(fit.held_out_folds[i]);
  }
  fit.held_out_logits = VectorD(fit.held_out_logits(kept));
  fit.held_out_places = std::move(places);
  fit.held_out_folds = std::move(folds);
  const int last = windows.count - first;
  fit.judged_by = "the last " + (last == 1 ? "" : std::to_string(last) + " ") + "of " + fit.judged_by;
  return all;
}

VectorD logits_of(const FittedLogistic& fit, const LabelledRows& rows) {
  const VectorD logit = linear_logits(make_examples(fit.encoder, rows), fit.encoder.shape(), fit.solution.parameters);
  return (logit.array() - fit.factors.logit_shift()).matrix();
}

/// The fit's logits of those of the rows predicted without them that intervals are computed from.
VectorD fitted_logits(const FittedLogistic& fit) {
  std::vector<Index> rows = evenly_spaced_rows(fit.held_out_logits.size());
  if (!fit.held_out_places.empty()) {
    for (Index& row : rows) row = fit.held_out_places[static_cast<std::size_t>(row)];
  }
  const VectorD logit = linear_logits(fit.examples.gather(rows), fit.encoder.shape(), fit.solution.parameters);
  return (logit.array() - fit.factors.logit_shift()).matrix();
}

/// The fitted rows, each predicted by a fit without it.
HeldOut predict_left_out(const TrainingData& data, FittedLogistic& fit) {
  if (fit.held_out_logits.size() == 0) return {};
  fit.held_out_logits.array() -= fit.factors.logit_shift();
  const LabelledRows& rows = data.training;
  const bool all = fit.held_out_places.empty();
  HeldOut found = all ? HeldOut::of_all(rows, std::move(fit.held_out_logits), fit.judged_by)
                      : HeldOut::of_some(rows, std::move(fit.held_out_places), std::move(fit.held_out_logits),
                                         fit.judged_by);
  found.shares_known = all && rows.time.empty();
  found.fold = std::move(fit.held_out_folds);
  return found;
}

}  // namespace

Candidate train_logistic(const TrainingData& data) {
  if (data.config.optimizer.solver == "minibatch") return train_by_minibatches(data, "logistic", {});
  // The threshold may have to be chosen on the training rows: a class of one row leaves none to judge by.
  const bool judged = detail::rarer_class_size(data.training.target) > 1;
  FittedLogistic fit =
      fit_logistic(data, data.training, judged || threshold_is_given(data.config) ? data.expendable : nullptr);
  examine(fit);
  set_aliased_to_zero(fit);
  HeldOut all_windows = keep_later_windows(data, fit);
  VectorD fitted = data.expendable != nullptr ? fitted_logits(fit) : VectorD();
  Candidate candidate{make_classifier(fit), predict_left_out(data, fit)};
  candidate.threshold_rows = std::move(all_windows);
  candidate.held_out.fitted = std::move(fitted);
  candidate.is_base_rate = fit.is_base_rate;
  if (const LabelledRows& file = data.validation; file.table != nullptr)
    candidate.judge_by(HeldOut::of_file(file, logits_of(fit, file)));
  fill_report(data, fit, candidate.model.report);
  return candidate;
}

}  // namespace binet
