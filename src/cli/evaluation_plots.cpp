#include "cli/evaluation_plots.hpp"

#include "cli/character_plot.hpp"
#include "eval/score_bins.hpp"
#include "report/performance.hpp"

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

}  // namespace

std::string evaluation_plots(const ScoredRows& rows) {
  const ScoreBins bins = bin_scores(rows.view(), {});
  const CharacterSeries diagonal{{0, 1}, {0, 1}, true, "o", true};
  std::string text;
  if (bins.positives() > 0 && bins.negatives() > 0) {
    text += "\n" + character_plot("True positive rate at every threshold (ROC curve)", "false positive rate",
                                  {diagonal, roc_curve(bins)}, {0, 1}, {0, 1});
  }
  const CalibrationGroups groups = calibration_groups(bins);
  const auto [low, high] = groups.shown;
  const CharacterSeries ideal{{low, high}, {low, high}, true, "o", true};
  return text + "\n" +
         character_plot("Observed share of positives (calibration)", "predicted probability",
                        {ideal, {groups.predicted, groups.observed, false}}, groups.shown, {0, groups.top});
}

}  // namespace binet
