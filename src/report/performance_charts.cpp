#include "page/number_format.hpp"
#include "report/chart_parts.hpp"
#include "report/performance.hpp"
#include "report/report_tables.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace binet {

namespace {

constexpr std::size_t kMostPoints = 240;

/// The counts at or above each bin's lower edge, from the highest bin to the lowest; the first entry is 0.
struct Sweep {
  std::vector<double> threshold, true_positive, false_positive;
  double positives = 0, negatives = 0;
};

Sweep sweep(const ScoreBins& bins) {
  Sweep found{{1}, {0}, {0}, bins.positives(), bins.negatives()};
  for (std::size_t i = bins.size(); i-- > 0;) {
    found.threshold.push_back(bins.lower[i]);
    found.true_positive.push_back(found.true_positive.back() + bins.positive[i]);
    found.false_positive.push_back(found.false_positive.back() + bins.negative[i]);
  }
  return found;
}

/// Drops points that lie close to the last one kept; the first and the last stay.
void thin(Series& series) {
  if (series.x.size() <= kMostPoints) return;
  const double x_span = std::abs(series.x.back() - series.x.front()) + 1e-12;
  std::vector<double> x, y;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const bool end = i == 0 || i + 1 == series.x.size();
    const bool far = !x.empty() && (std::abs(series.x[i] - x.back()) > x_span / kMostPoints ||
                                    std::abs(series.y[i] - y.back()) > 1.0 / kMostPoints);
    if (!end && !far) continue;
    x.push_back(series.x[i]);
    y.push_back(series.y[i]);
  }
  series.x = std::move(x);
  series.y = std::move(y);
}

std::string with_interval(const MetricInterval& found, const std::string& name) {
  if (std::isnan(found.value)) return "";
  std::string text = name + " " + metric_text(found, found.value);
  if (!std::isnan(found.lower))
    text += " (95% CI " + metric_text(found, found.lower) + " to " + metric_text(found, found.upper) + ")";
  return text;
}

/// "rows" or "sequences".
std::string rows_of(const ReportData& report) {
  return report.example_name() + std::string("s");
}

Chart roc_chart(const ReportData& report, const Sweep& s) {
  Series curve{"model", Mark::line, 0, {}, {}};
  for (std::size_t i = 0; i < s.threshold.size(); ++i) {
    curve.x.push_back(s.false_positive[i] / s.negatives);
    curve.y.push_back(s.true_positive[i] / s.positives);
  }
  thin(curve);
  return {"roc",
          "ROC curve",
          "Share of positive " + rows_of(report) + " found against share of negative ones flagged, at every threshold. "
          "Area: " +
              with_interval(report.performance.find("roc_auc"), "ROC AUC") + "; 0.5 is chance, 1 is perfect.",
          "false positive rate",
          "true positive rate (recall)",
          {curve, {"chance", Mark::dashed, 6, {0, 1}, {0, 1}}},
          {},
          {0, 1},
          {0, 1},
          true,
          true};
}

Chart precision_chart(const ReportData& report, const Sweep& s) {
  Series curve{"model", Mark::line, 0, {}, {}};
  for (std::size_t i = 1; i < s.threshold.size(); ++i) {
    curve.x.push_back(s.true_positive[i] / s.positives);
    curve.y.push_back(s.true_positive[i] / (s.true_positive[i] + s.false_positive[i]));
  }
  thin(curve);
  const double share = s.positives / (s.positives + s.negatives), top = end_of_shares(curve.y, share);
  return {"precision-recall",
          "Precision and recall",
          "How many flagged " + rows_of(report) + " are positive, against how many positive ones are flagged. " +
              with_interval(report.performance.find("average_precision"), "Average precision") +
              "; flagging at random gives the share of positives, " + share_text(share) + ".",
          "recall",
          "precision",
          {curve, {"base rate", Mark::dashed, 6, {0, 1}, {share, share}}},
          {},
          {0, 1},
          {0, top},
          true,
          true};
}

Chart calibration_chart(const ReportData& report, const ScoreBins& bins) {
  const CalibrationGroups groups = calibration_groups(bins);
  const Series points{
      "observed, with 95% interval", Mark::points, 0, groups.predicted, groups.observed, groups.low, groups.high};
  const Series band{"", Mark::band, 0, groups.predicted, {}, groups.low, groups.high};
  const auto [low, high] = groups.shown;
  const MetricInterval slope = report.performance.find("calibration_slope");
  return {"calibration",
          "Calibration",
          "Observed share of positives in groups of " + rows_of(report) +
              " of about equal size, against the mean predicted probability. Points on the diagonal: predicted "
              "and observed shares agree. " +
              with_interval(slope, "Slope") +
              (std::isnan(slope.value) ? "" : "; 1 is ideal, below 1 means too extreme."),
          "predicted probability",
          "observed share",
          {band, {"ideal", Mark::dashed, 6, {low, high}, {low, high}}, points},
          {},
          groups.shown,
          {0, groups.top},
          true,
          true};
}

Chart distribution_chart(const ReportData& report, const ScoreBins& bins) {
  constexpr int kBars = 25;
  Series negative{report.model().schema.target.negative + " (negative)", Mark::bars, 0, {}, {}, {}, {}};
  Series positive{report.model().schema.target.positive + " (positive)", Mark::bars, 1, {}, {}, {}, {}};
  const auto [begin, end] = shown_probabilities(bins);
  const auto bar_of = [&, begin = begin, end = end](double probability) {
    return std::clamp(static_cast<int>((probability - begin) / (end - begin) * kBars + 1e-9), 0, kBars - 1);
  };
  for (int b = 0; b < kBars; ++b) {
    const double low = begin + (end - begin) * b / kBars, high = begin + (end - begin) * (b + 1) / kBars;
    double counts[2] = {0, 0};
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (bar_of(bins.lower[i]) != b) continue;
      counts[0] += bins.negative[i];
      counts[1] += bins.positive[i];
    }
    for (Series* series : {&negative, &positive}) {
      series->x.push_back((low + high) / 2);
      series->low.push_back(low);
      series->high.push_back(high);
    }
    negative.y.push_back(counts[0] / bins.negatives());
    positive.y.push_back(counts[1] / bins.positives());
  }
  return {"distribution",
          "Predicted probabilities by class",
          "Where the " + rows_of(report) +
              " of each class lie. The less the classes overlap, the better a threshold separates them." +
              (end - begin < 1 ? " The outermost bars also count what lies beyond." : ""),
          "predicted probability",
          "share of the class",
          {negative, positive},
          {{report.model().threshold, "threshold " + number_text(report.model().threshold)}},
          {begin, end},
          {},
          true,
          true};
}

Chart gain_chart(const ReportData& report, const Sweep& s) {
  Series model{"model", Mark::line, 0, {}, {}};
  const double all = s.positives + s.negatives;
  for (std::size_t i = 0; i < s.threshold.size(); ++i) {
    model.x.push_back((s.true_positive[i] + s.false_positive[i]) / all);
    model.y.push_back(s.true_positive[i] / s.positives);
  }
  thin(model);
  return {
      "gain",
      "Gain",
      "Share of all positive " + rows_of(report) + " among those with the highest probabilities: what is found if only "
      "that share of them can be looked at.",
      "share of " + rows_of(report) + " looked at",
      "share of positives found",
      {model,
       {"best possible", Mark::dashed, 2, {0, s.positives / all, 1}, {0, 1, 1}},
       {"at random", Mark::dashed, 6, {0, 1}, {0, 1}}},
      {},
      {0, 1},
      {0, 1},
      true,
      true};
}

/// Vickers and Elkin (2006): net benefit = TP/n − FP/n · t/(1 − t).
Chart decision_chart(const ReportData& report, const Sweep& s, double end) {
  constexpr double kLeastBenefit = 1e-9;
  const double all = s.positives + s.negatives, share = s.positives / all;
  Series model{"model", Mark::line, 0, {}, {}}, everyone{"act on all", Mark::dashed, 4, {}, {}};
  double highest = 0;
  for (std::size_t i = s.threshold.size(); i-- > 1;) {
    const double t = s.threshold[i];
    if (t >= 0.99 || t > end) continue;
    model.x.push_back(t);
    model.y.push_back((s.true_positive[i] - s.false_positive[i] * t / (1 - t)) / all);
    highest = std::max(highest, model.y.back());
  }
  thin(model);
  for (int k = 0; k < 100; ++k) {
    const double t = end * k / 100;
    everyone.x.push_back(t);
    everyone.y.push_back(share - (1 - share) * t / (1 - t));
  }
  return {
      "decision",
      "Decision curve",
      "Net benefit of acting on " + rows_of(report) + " above a threshold, in true positives per " +
          report.example_name() + ", where the threshold says how many false alarms one true positive is worth. The "
          "model is useful where its line is the highest.",
      "threshold probability",
      "net benefit",
      {everyone, {"act on none", Mark::dashed, 6, {0, end}, {0, 0}}, model},
      {},
      {0, end},
      {-0.15 * std::max(highest, kLeastBenefit), 1.1 * std::max(highest, kLeastBenefit)},
      true,
      false};
}

}  // namespace

std::vector<AnyChart> performance_charts(const ReportData& report) {
  const ScoreBins& bins = report.performance.bins;
  if (bins.size() == 0 || !(bins.positives() > 0) || !(bins.negatives() > 0)) return {};
  const Sweep s = sweep(bins);
  return {roc_chart(report, s),
          precision_chart(report, s),
          calibration_chart(report, bins),
          distribution_chart(report, bins),
          gain_chart(report, s),
          decision_chart(report, s, shown_probabilities(bins).second)};
}

}  // namespace binet
