#include "cli/learning_curve_text.hpp"

#include "base/text_list.hpp"
#include "cli/character_plot.hpp"
#include "cli/format_text.hpp"
#include "cli/text_layout.hpp"
#include "cli/text_table.hpp"

#include <cmath>
#include <vector>

namespace binet {
namespace {

constexpr double kErrorsToClaim = 2;  ///< standard errors of a change that is called one

std::string digits(double value) {
  return std::isnan(value) ? "-" : format_text("%.4f", value);
}

std::string table_of(const LearningCurveByRows& curve) {
  std::vector<std::vector<std::string>> lines{
      {"share", "rows", "held out", "error", "training", "error", "ROC AUC", "error"}};
  const Metric& loss = metric("log_loss");
  for (const LearningCurvePoint& point : curve.points) {
    const auto held_out = point.held_out.summarize(loss), training = point.training.summarize(loss);
    const auto ranking = point.held_out.summarize(metric("roc_auc"));
    lines.push_back({format_text("%.0f%%", 100 * point.share), format_text("%.0f", point.rows), digits(held_out.mean),
                     digits(held_out.standard_error), digits(training.mean), digits(training.standard_error),
                     digits(ranking.mean), digits(ranking.standard_error)});
  }
  return print_table(lines);
}

std::string what_more_rows_do(const LearningCurveByRows& curve) {
  const CrossValidation::Summary change = last_change(curve, metric("log_loss"));
  if (std::isnan(change.mean) || std::isnan(change.standard_error)) return "";
  const double before = curve.points[curve.points.size() - 2].share;
  const std::string moves = format_text("From %.0f%% to 100%% of the rows, held-out log loss changes by %+.4f ± %.4f: ",
                                        100 * before, change.mean, change.standard_error);
  if (change.mean < -kErrorsToClaim * change.standard_error) return moves + "more rows would probably help.";
  return moves + "these rows do not show that more would help.";
}

std::string plot_of(const LearningCurveByRows& curve) {
  CharacterSeries held_out{{}, {}}, training{{}, {}, true, "o", true};
  for (const LearningCurvePoint& point : curve.points) {
    held_out.x.push_back(point.rows);
    held_out.y.push_back(point.held_out.summarize(metric("log_loss")).mean);
    training.x.push_back(point.rows);
    training.y.push_back(point.training.summarize(metric("log_loss")).mean);
  }
  const double most = curve.points.back().rows;
  const auto losses = loss_range({held_out, training});
  if (curve.points.size() < 2 || !losses || !(most > curve.points.front().rows)) return "";
  CharacterSeries marks = held_out;
  marks.joined = false;
  return "\n" + character_plot("Log loss: held out (line with o), training rows (dotted)", "training rows",
                               {training, held_out, marks}, {0, most}, *losses);
}

}  // namespace

std::string print_learning_curve(const LearningCurveByRows& curve, const char* example) {
  const ScoredRows& pooled = curve.points.back().held_out.pooled;
  std::string text =
      "Learning curve, " + curve.described + ": " + counted(std::ssize(pooled.probability), example) +
      format_text("\nlog loss, mean over the folds; of the base rate: %.4f\n\n", pooled.base_log_loss()) +
      table_of(curve);
  const std::string verdict = what_more_rows_do(curve);
  if (!verdict.empty()) text += "\n" + wrapped(verdict, kHelpWidth, 0, 0) + "\n";
  if (curve.seconds_per_model > 0) {
    text += "\n" + wrapped(format_text("Each model had %.2g s of the time budget: networks that need longer were cut, "
                                       "so that more rows may help more than this curve shows.",
                                       curve.seconds_per_model),
                           kHelpWidth, 0, 0) + "\n";
  }
  if (!curve.too_small.empty()) {
    const std::string shares =
        joined(curve.too_small, ", ", [](double share) { return format_text("%.0f%%", 100 * share); });
    text += "\n" + wrapped("Left out: " + shares + " of the rows, with fewer than " + std::to_string(kFewestOfClass) +
                               " rows of a class to train on.", kHelpWidth, 0, 0) + "\n";
  }
  return text + plot_of(curve);
}

}  // namespace binet
