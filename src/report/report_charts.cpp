#include "binet/model/coefficients.hpp"
#include "model/evidence.hpp"
#include "page/number_format.hpp"
#include "report/gate_charts.hpp"
#include "report/report.hpp"
#include "table/date_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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
  std::string text = name + " " + number_text(found.value);
  if (!std::isnan(found.lower))
    text += " (95% CI " + number_text(found.lower) + " to " + number_text(found.upper) + ")";
  return text;
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
          "Share of positive rows found against share of negative rows flagged, at every threshold. Area: " +
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
  const double share = s.positives / (s.positives + s.negatives);
  return {"precision-recall",
          "Precision and recall",
          "How many flagged rows are positive, against how many positive rows are flagged. " +
              with_interval(report.performance.find("average_precision"), "Average precision") +
              "; flagging at random gives the share of positives, " + share_text(share) + ".",
          "recall",
          "precision",
          {curve, {"base rate", Mark::dashed, 6, {0, 1}, {share, share}}},
          {},
          {0, 1},
          {0, 1},
          true,
          true};
}

/// Wilson's interval (1927) of a share.
std::pair<double, double> wilson(double share, double rows) {
  constexpr double z = 1.959963984540054;
  const double center = (share + z * z / (2 * rows)) / (1 + z * z / rows);
  const double half = z / (1 + z * z / rows) * std::sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows));
  return {std::max(0.0, center - half), std::min(1.0, center + half)};
}

Chart calibration_chart(const ReportData& report, const ScoreBins& bins) {
  const double all = bins.positives() + bins.negatives();
  const double per_point = all / std::clamp(all / 20, 4.0, 12.0);
  Series points{"observed, with 95% interval", Mark::points, 0, {}, {}, {}, {}};
  double rows = 0, positive = 0, sum = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    rows += bins.positive[i] + bins.negative[i];
    positive += bins.positive[i];
    sum += bins.probability[i];
    if (rows < per_point && i + 1 < bins.size()) continue;
    const auto [low, high] = wilson(positive / rows, rows);
    points.x.push_back(sum / rows);
    points.y.push_back(positive / rows);
    points.low.push_back(low);
    points.high.push_back(high);
    rows = positive = sum = 0;
  }
  Series band{"", Mark::band, 0, points.x, {}, points.low, points.high};
  const MetricInterval slope = report.performance.find("calibration_slope");
  return {"calibration",
          "Calibration",
          "Observed share of positives in groups of rows of about equal size, against the mean predicted probability. "
          "Points on the diagonal: probabilities can be taken at their word. " +
              with_interval(slope, "Slope") +
              (std::isnan(slope.value) ? "" : "; 1 is ideal, below 1 means too extreme."),
          "predicted probability",
          "observed share",
          {band, {"ideal", Mark::dashed, 6, {0, 1}, {0, 1}}, points},
          {},
          {0, 1},
          {0, 1},
          true,
          true};
}

Chart distribution_chart(const ReportData& report, const ScoreBins& bins) {
  constexpr int kBars = 25;
  Series negative{report.model().schema.target.negative + " (negative)", Mark::bars, 0, {}, {}, {}, {}};
  Series positive{report.model().schema.target.positive + " (positive)", Mark::bars, 1, {}, {}, {}, {}};
  for (int b = 0; b < kBars; ++b) {
    const double low = static_cast<double>(b) / kBars, high = (b + 1.0) / kBars;
    double counts[2] = {0, 0};
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (std::min(static_cast<int>(bins.lower[i] * kBars + 1e-9), kBars - 1) != b) continue;
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
          "Where the rows of each class lie. The less the classes overlap, the better a threshold separates them.",
          "predicted probability",
          "share of the class",
          {negative, positive},
          {{report.model().threshold, "threshold " + number_text(report.model().threshold)}},
          {0, 1},
          {},
          true,
          true};
}

Chart gain_chart(const Sweep& s) {
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
      "Share of all positive rows among the rows with the highest probabilities: what is found if only that share of "
      "the rows can be looked at.",
      "share of rows looked at",
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
Chart decision_chart(const Sweep& s) {
  const double all = s.positives + s.negatives, share = s.positives / all;
  Series model{"model", Mark::line, 0, {}, {}}, everyone{"act on all", Mark::dashed, 4, {}, {}};
  double highest = 0;
  for (std::size_t i = s.threshold.size(); i-- > 1;) {
    const double t = s.threshold[i];
    if (t >= 0.99) continue;
    model.x.push_back(t);
    model.y.push_back((s.true_positive[i] - s.false_positive[i] * t / (1 - t)) / all);
    highest = std::max(highest, model.y.back());
  }
  thin(model);
  for (int k = 0; k < 100; ++k) {
    const double t = k / 100.0;
    everyone.x.push_back(t);
    everyone.y.push_back(share - (1 - share) * t / (1 - t));
  }
  return {
      "decision",
      "Decision curve",
      "Net benefit of acting on rows above a threshold, in true positives per row, where the threshold says how many "
      "false alarms one true positive is worth. The model is useful where its line is the highest.",
      "threshold probability",
      "net benefit",
      {everyone, {"act on none", Mark::dashed, 6, {0, 1}, {0, 0}}, model},
      {},
      {0, 1},
      {-0.15 * std::max(highest, 0.01), 1.1 * std::max(highest, 0.01)},
      true,
      false};
}

std::vector<AnyChart> performance_charts(const ReportData& report) {
  const ScoreBins& bins = report.performance.bins;
  if (bins.size() == 0 || !(bins.positives() > 0) || !(bins.negatives() > 0)) return {};
  const Sweep s = sweep(bins);
  return {roc_chart(report, s),
          precision_chart(report, s),
          calibration_chart(report, bins),
          distribution_chart(report, bins),
          gain_chart(s),
          decision_chart(s)};
}

/// Odds ratios of logistic regression, the farthest from 1 first. Numbers: per standard deviation, as encoded.
std::optional<RowChart> odds_ratio_chart(const Classifier& model) {
  constexpr std::size_t kMostRows = 24;
  std::vector<Coefficient> all = logistic_coefficients(model);
  if (all.size() < 2) return std::nullopt;
  RowChart chart{"odds-ratios", "Odds ratios", "", "odds ratio (logarithmic axis)", {}, false, true, 1};
  std::vector<Coefficient> shown;
  std::size_t left_out = 0;
  std::ranges::copy_if(all.begin() + 1, all.end(), std::back_inserter(shown),
                       [](const Coefficient& c) { return !c.reference && !c.aliased; });
  std::ranges::stable_sort(shown, std::ranges::greater(), [](const Coefficient& c) { return std::abs(c.scaled); });
  if (shown.size() > kMostRows) {
    left_out = shown.size() - kMostRows;
    shown.resize(kMostRows);
  }
  const bool intervals = std::ranges::any_of(shown, [](const Coefficient& c) { return !std::isnan(c.standard_error); });
  for (const Coefficient& c : shown) {
    const double factor = c.original != 0 && !std::isnan(c.original) ? c.scaled / c.original : 1;
    const double value = std::exp(c.scaled);
    const double low = std::exp(c.lower * factor), high = std::exp(c.upper * factor);
    std::string text = number_text(value, 3);
    if (!std::isnan(low)) text += " (" + number_text(low, 3) + " to " + number_text(high, 3) + ")";
    chart.rows.push_back({c.name, value, low, high, text});
  }
  chart.note = std::string(
                   "Factor by which the odds of the positive class change: of a number, per standard deviation; of a "
                   "level, against the "
                   "reference level of its column. Right of 1 speaks for ") +
               model.schema.target.positive + "." +
               (intervals ? " Lines are 95% confidence intervals."
                          : " A penalised fit has no confidence intervals; train with --set penalty.l2=0 for them.") +
               (left_out > 0 ? " The " + std::to_string(left_out) + " smallest effects are not shown." : "");
  return chart;
}

std::optional<RowChart> importance_chart(const ReportData& report) {
  constexpr std::size_t kMostRows = 20;
  RowChart chart{"importance", "Importance", "", "", {}, true, false, 0};
  if (!report.importance.empty()) {
    chart.x_title = "rise of log loss";
    chart.note =
        "How much log loss rises where a column's cells are dealt out anew among the rows; lines are 95% "
        "intervals. Columns that carry the same information share their importance.";
    for (const Importance& item : report.importance) {
      if (chart.rows.size() == kMostRows) break;
      chart.rows.push_back({item.column, item.mean, item.mean - 1.96 * item.standard_error,
                            item.mean + 1.96 * item.standard_error, number_text(item.mean, 3)});
    }
    return chart;
  }
  chart.x_title = "spread of the probability";
  chart.note = "Standard deviation of the predicted probability where only that column varies over its range, for " +
               report.effects_described +
               (report.source.data == nullptr ? ". With a data file, importance is measured by log loss."
                                              : ". Importance by log loss is measured for at most 200 columns.");
  for (const PartialEffect& effect : report.effects) {
    if (chart.rows.size() == kMostRows) break;
    chart.rows.push_back({effect.column, effect.spread(), kUnknown, kUnknown, number_text(effect.spread(), 3)});
  }
  if (chart.rows.empty()) return std::nullopt;
  return chart;
}

std::optional<RowChart> interaction_chart(const ReportData& report) {
  constexpr std::size_t kMostRows = 10;
  if (report.interactions.empty()) return std::nullopt;
  RowChart chart{
      "interactions",
      "Strongest pairs",
      "How far two columns are from adding up: the part of their joint effect on the logit that neither has by "
      "itself, as root mean square over a grid of their values. 0 means that the effect of one does not depend "
      "on the other. Only the columns with the largest effects are paired.",
      "interaction, in units of the logit",
      {},
      true,
      false,
      0};
  for (const Interaction& pair : report.interactions) {
    if (chart.rows.size() == kMostRows) break;
    chart.rows.push_back(
        {pair.first + " × " + pair.second, pair.strength, kUnknown, kUnknown, number_text(pair.strength, 3)});
  }
  return chart;
}

/// The centers of a histogram's bins for a rug plot, about one stroke per thousandth of the rows.
Series rug_of(const ClassHistogram& histogram) {
  Series rug{"", Mark::rug, 6, {}};
  const std::vector<double> shares = shares_of(histogram);
  for (std::size_t i = 0; i + 1 < histogram.edges.size(); ++i) {
    const double width = histogram.edges[i + 1] - histogram.edges[i];
    const int strokes = static_cast<int>(std::lround(60 * shares[i]));
    for (int k = 0; k < strokes; ++k) rug.x.push_back(histogram.edges[i] + width * (k + 0.5) / strokes);
  }
  return rug;
}

Chart effect_chart(const ReportData& report, const PartialEffect& effect, std::size_t place) {
  Chart chart{"effect-" + std::to_string(place + 1),
              effect.column,
              "",
              effect.column,
              "probability",
              {},
              {},
              {},
              {},
              false,
              true};
  const auto schema = std::ranges::find(report.model().schema.columns, effect.column, &ColumnSchema::name);
  const bool is_date = detail::holds_days(schema->source);
  // Days since 1970 as years, near enough for an axis.
  const auto on_axis = [&](std::vector<double> days) {
    if (!is_date) return days;
    for (double& day : days) day = 1970 + (day + schema->source.origin) / 365.2425;
    return days;
  };
  if (is_date) {
    chart.x_is_year = true;
    chart.x_title += " (year)";
  }
  double highest = 0;
  for (const auto* values : {&effect.mean, &effect.high}) {
    for (const double value : *values) highest = std::max(highest, value);
  }
  chart.y_range = {0, std::min(1.0, std::max(0.05, 1.1 * highest))};
  if (highest > 0.6) chart.y_range.second = 1;
  if (effect.numeric) {
    if (!effect.low.empty())
      chart.series.push_back({"", Mark::band, 0, on_axis(effect.at), {}, effect.low, effect.high});
    chart.series.push_back({"mean", Mark::line, 0, on_axis(effect.at), effect.mean});
    if (const ClassHistogram* histogram = find_histogram(report.model(), effect.column); histogram != nullptr) {
      chart.series.push_back(rug_of(*histogram));
      chart.series.back().x = on_axis(std::move(chart.series.back().x));
    }
  } else {
    std::vector<double> x;
    for (std::size_t i = 0; i < effect.levels.size(); ++i) x.push_back(static_cast<double>(i));
    chart.x_names = effect.levels;
    chart.series.push_back({"mean", Mark::points, 0, x, effect.mean, {}, {}});
  }
  chart.note = std::isnan(effect.missing) ? "" : "Where the cell is missing: " + share_text(effect.missing) + ".";
  return chart;
}

std::vector<AnyChart> training_charts(const ReportData& report) {
  const TrainingReport& training = report.model().report;
  const std::vector<LearningCurve>& curves = evidence_of(training).curves;
  std::vector<AnyChart> charts;
  const auto chart_of = [&](const std::string& id, const std::string& title) {
    return Chart{id, title, "", "epoch", "loss", {}};
  };
  if (curves.empty()) return charts;
  const auto add_losses = [](Chart& chart, const LearningCurve& curve) {
    std::vector<double> epochs(curve.epoch.begin(), curve.epoch.end());
    chart.series.push_back({"training", Mark::line, 0, epochs, curve.loss});
    if (!curve.validation_loss.empty())
      chart.series.push_back({"held-out rows", Mark::line, 1, epochs, curve.validation_loss});
  };
  if (training.recipe == "auto" || training.recipe == "distilled") {
    for (std::size_t i = 0; i < curves.size(); ++i) {
      Chart chart = chart_of("learning-" + std::to_string(i + 1), "Learning curve: " + curves[i].name);
      add_losses(chart, curves[i]);
      chart.note = "Loss per epoch, averaged over the networks. Each is kept as it was after its own best epoch.";
      charts.push_back(std::move(chart));
    }
    return charts;
  }
  Chart chart = chart_of("learning", "Learning curve");
  double top = 0;
  for (std::size_t i = 1; i < curves.size(); ++i) {
    std::vector<double> epochs(curves[i].epoch.begin(), curves[i].epoch.end());
    chart.series.push_back({"", Mark::thin, 1, epochs, curves[i].validation_loss});
  }
  add_losses(chart, curves.front());
  for (const Series& series : chart.series) {
    for (const double value : series.y) top = std::max(top, std::isfinite(value) ? value : 0);
  }
  if (training.best_epoch > 0) {
    chart.lines.push_back(
        {static_cast<double>(training.best_epoch), "epoch " + std::to_string(training.best_epoch) + " kept"});
  }
  chart.note = curves.size() > 1
                   ? "Loss per epoch: the mean over " + std::to_string(curves.size() - 1) +
                         " networks that each leave out one fold, and thin lines for the held-out rows of each."
                   : "Loss per epoch.";
  charts.push_back(std::move(chart));
  return charts;
}

}  // namespace

ReportCharts report_charts(const ReportData& report) {
  ReportCharts charts;
  charts.performance = performance_charts(report);
  if (auto odds = odds_ratio_chart(report.model())) charts.columns.push_back(std::move(*odds));
  if (auto importance = importance_chart(report)) charts.columns.push_back(std::move(*importance));
  if (auto pairs = interaction_chart(report)) charts.columns.push_back(std::move(*pairs));
  for (std::size_t i = 0; i < report.effects.size(); ++i) {
    charts.columns.push_back(effect_chart(report, report.effects[i], i));
  }
  charts.training = training_charts(report);
  charts.gates = gate_charts(report);
  return charts;
}

}  // namespace binet
