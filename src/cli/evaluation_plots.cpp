#include "cli/evaluation_plots.hpp"

#include "cli/character_plot.hpp"
#include "cli/format_text.hpp"
#include "eval/score_bins.hpp"
#include "model/evidence.hpp"
#include "report/performance.hpp"

#include <vector>

namespace binet {
namespace {

CharacterSeries roc_curve(const ScoreBins& bins) {
  CharacterSeries curve{{0}, {0}};
  double positive = 0, negative = 0;
  for (std::size_t i = bins.size(); i-- > 0;) {
    positive += bins.positive[i];
    negative += bins.negative[i];
    curve.x.push_back(negative / bins.negatives());
    curve.y.push_back(positive / bins.positives());
  }
  return curve;
}

bool have_both_classes(const ScoreBins& bins) {
  return bins.positives() > 0 && bins.negatives() > 0;
}

std::string roc_plot(const ScoreBins& bins, const char* title, PlotSize size = {}) {
  const CharacterSeries diagonal{{0, 1}, {0, 1}, true, "o", true};
  return character_plot(title, "false positive rate", {diagonal, roc_curve(bins)}, {0, 1}, {0, 1}, size);
}

std::string calibration_plot(const ScoreBins& bins, const char* title, const char* x_title, PlotSize size = {}) {
  const CalibrationGroups groups = calibration_groups(bins);
  const auto [low, high] = groups.shown;
  const CharacterSeries ideal{{low, high}, {low, high}, true, "o", true};
  return character_plot(title, x_title, {ideal, {groups.predicted, groups.observed, false}}, groups.shown,
                        {0, groups.top}, size);
}

/// Losses by epoch: the mean of the networks, and an o where the epoch that is kept is one for all of them. Empty if
/// there is nothing to draw.
std::string loss_plot(const LearningCurve& curve, int kept_epoch, PlotSize size) {
  const std::vector<double> epochs(curve.epoch.begin(), curve.epoch.end());
  const bool judged = !curve.validation_loss.empty();
  std::vector<CharacterSeries> losses{{epochs, curve.loss, true, "o", judged}};
  if (judged) losses.push_back({epochs, curve.validation_loss});
  const auto range = loss_range(losses);
  if (epochs.size() < 2 || !range) return "";
  std::string x_title = "epoch";
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (curve.epoch[i] != kept_epoch) continue;
    losses.push_back({{epochs[i]}, {losses.back().y[i]}, false});
    x_title += format_text(" (o: %d kept)", kept_epoch);
  }
  return character_plot(judged ? "Loss: held out, training (dotted)" : "Loss on the training rows", x_title, losses,
                        {epochs.front(), epochs.back()}, *range, size);
}

}  // namespace

std::string evaluation_plots(const ScoredRows& rows) {
  const ScoreBins bins = bin_scores(rows.view(), {});
  std::string text;
  if (have_both_classes(bins)) text += "\n" + roc_plot(bins, "True positive rate at every threshold (ROC curve)");
  return text + "\n" + calibration_plot(bins, "Observed share of positives (calibration)", "predicted probability");
}

std::string training_plots(const Classifier& model, std::size_t width) {
  constexpr PlotSize kSmall{28, 9};  // two beside one another fit into 80 columns, three into 120
  const Evidence& evidence = evidence_of(model.report);
  std::vector<std::string> plots;
  const auto add = [&](std::string plot) {
    if (!plot.empty()) plots.push_back(std::move(plot));
  };
  if (!evidence.curves.empty()) add(loss_plot(evidence.curves.front(), model.report.best_epoch, kSmall));
  if (have_both_classes(evidence.held_out)) {
    add(calibration_plot(evidence.held_out, "Calibration: observed share", "prediction", kSmall));
    add(roc_plot(evidence.held_out, "ROC curve: true positive rate", kSmall));
  }
  return beside_one_another(plots, kSmall, width);
}

}  // namespace binet
