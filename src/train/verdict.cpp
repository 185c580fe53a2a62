#include "train/verdict.hpp"

#include "base/counted.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"

#include <cmath>
#include <cstdio>

namespace binet {

namespace {

std::string penalty_of(const SolvedFit& fit) {
  if (fit.firth) return "Firth's penalty (R: brglm2 with type MPL_Jeffreys, logistf)";
  if (fit.l1 == 0 && fit.l2 == 0) return "No penalty (scikit-learn: penalty=None)";
  const std::string chosen = fit.chosen_by.empty() ? "" : ", chosen by " + fit.chosen_by;
  const double total = fit.l1 + fit.l2, c = 1 / (fit.total_weight * total);
  char text[320];
  if (fit.l1 == 0) {
    std::snprintf(text, sizeof text, "l2 %.4g%s (scikit-learn: C=%.4g)", fit.l2, chosen.c_str(), c);
  } else {
    std::snprintf(text, sizeof text,
                  "l1 %.4g, l2 %.4g%s (scikit-learn: C=%.4g, l1_ratio=%.4g): %td of %td coefficients "
                  "are not 0",
                  fit.l1, fit.l2, chosen.c_str(), c, fit.l1 / total, fit.nonzero, fit.slopes);
  }
  return text;
}

/// "lowers log loss by 0.0120 ± 0.0040": at least four decimals, and more until the error has a digit; without an
/// error, until the difference has one. `gain` is above 0 where the loss is lower.
std::string change_of_loss(double gain, double error) {
  constexpr int kFewestDecimals = 4, kMostDecimals = 9;
  const double shown = error > 0 ? error : std::abs(gain);
  int decimals = kFewestDecimals;
  const auto vanishes = [&] { return shown * std::pow(10.0, decimals) < 0.5; };
  while (decimals < kMostDecimals && vanishes()) ++decimals;
  if (vanishes()) return "does not change log loss";
  char text[100];
  std::snprintf(text, sizeof text, "%s log loss by %.*f ± %.*f", gain >= 0 ? "lowers" : "raises", decimals,
                std::abs(gain), decimals, error);
  return text;
}

}  // namespace

std::string verdict_on(const SolvedFit& fit) {
  const Convergence& end = fit.convergence;
  // The choice of the penalty may have ended where the final fit starts.
  const std::string iterations = end.iterations > 0 ? " in " + counted(end.iterations, "iteration") : "";
  char text[320];
  std::snprintf(text, sizeof text, "%s %s%s: objective %.6g, gradient norm %.2g (relative %.2g, tolerance %.2g)",
                fit.solver.c_str(), end.converged ? "converged" : "did not converge", iterations.c_str(), end.objective,
                end.gradient_norm, end.relative_gradient_norm, fit.tolerance);
  return text + (". " + penalty_of(fit));
}

std::string verdict_on(const TrainingSummary& summary, bool validated) {
  const EpochRecord& last = summary.epochs.back();
  const char* const end = summary.interrupted                   ? "Interrupted"
                          : validated && summary.stopped_early ? "Stopped early"
                                                                : "All epochs done";
  char text[200];
  if (validated) {
    std::snprintf(text, sizeof text, "%s after %s; epoch %d is kept, with validation loss %.4f", end,
                  counted(last.epoch, "epoch").c_str(), summary.best_epoch, summary.best_validation_loss);
  } else {
    std::snprintf(text, sizeof text, "%s after %s with training loss %.4f; no rows were held out", end,
                  counted(last.epoch, "epoch").c_str(), last.loss);
  }
  return text;
}

std::string verdict_on_folds(std::span<const int> best_epochs, int jointly) {
  const std::string networks = counted(std::ssize(best_epochs), "network") + ", each trained without one fold, ";
  const std::string first = std::to_string(best_epochs.front()), last = std::to_string(best_epochs.back());
  if (first == last) return networks + "all had their best epoch at " + first;
  return networks + "had their best epochs from " + first + " to " + last + "; jointly epoch " +
         std::to_string(jointly) + " is best";
}

std::string verdict_on_first_fold_alone() {
  return "Interrupted: the model is the network trained without the first fold";
}

std::string then_trained_on_all_rows(int epochs) {
  return "; then trained on all rows for " + counted(epochs, "epoch");
}

std::string interrupted_before_all_rows() {
  return "; interrupted before training on all rows";
}

std::string verdict_on_mixture(const std::vector<std::pair<std::string, double>>& parts) {
  std::vector<std::string> shares;
  std::string only;
  for (const auto& [name, weight] : parts) {
    if (weight == 0) continue;
    only = name;
    shares.push_back(std::to_string(std::lround(100 * weight)) + (shares.empty() ? "% of the weight to " : "% to ") +
                     name);
  }
  return shares.size() == 1 ? "The model is " + only : "The mixture gives " + joined(shares);
}

std::string verdict_on_gain(double gain, double error) {
  return "The mixture " + change_of_loss(gain, error) + " compared with logistic regression alone";
}

std::string verdict_without_gain() {
  return "No mixture with networks has a lower log loss on held-out rows";
}

std::string verdict_on_distillation(int units, const MeanSums& cost, const std::string& held_out,
                                    const std::string& verdict_on_mixture) {
  std::string loss;
  if (!held_out.empty()) {
    loss = ". That " + change_of_loss(-cost.mean(), cost.standard_error()) + " on rows that neither saw (" + held_out +
           ")";
  }
  const char* const subject = verdict_on_mixture.starts_with("The mixture ") ? ". " : ". The mixture: ";
  return "Distilled from a mixture into " + counted(units, "unit") + loss + subject + verdict_on_mixture;
}

std::string verdict_on_update(double precision, const std::string& chosen_by) {
  return "Updated: coefficients under a normal prior around the old ones with precision " + shortest_digits(precision) +
         ", chosen by " + chosen_by;
}

std::string verdict_without_update(const std::string& judged_by) {
  return "Not changed: " + judged_by + " shows no better model for the new rows than the old one";
}

std::string verdict_on_recalibration(double intercept, double slope) {
  if (intercept == 0 && slope == 1) return "Not changed: recalibration needs 50 rows of each class";
  return "Recalibrated: the old model's logit times " + shortest_digits(slope) + " plus " + shortest_digits(intercept);
}

}  // namespace binet
