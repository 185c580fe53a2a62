#include "train/stuck_network.hpp"

#include "eval/log_loss.hpp"
#include "binet/config/config.hpp"
#include "linear/ridge_path.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace binet::detail {
namespace {

constexpr double kHardlyBelow = 0.99;  ///< of the loss of one probability: above, nothing has been learned
constexpr double kFarAbove = 1.1;      ///< of that loss: above, steps are too large
constexpr double kLearned = 0.95;      ///< of that log loss: below, logistic regression has learned something
constexpr double kMostWork = 2e11;     ///< rows × columns²: a second or two

struct Baseline {
  double loss = 0, base_loss = 0;  ///< log loss on left-out rows, and of the share of positives
};

/// Logistic regression with a chosen penalty; none for sequences, bins, or where it would take long.
std::optional<Baseline> logistic_baseline(const FeatureShape& shape, const Examples& examples) {
  const double share = positive_share(examples), columns = 1 + static_cast<double>(shape.one_hot_size());
  if (shape.sequences || !shape.bins.empty() || !(share > 0 && share < 1) ||
      static_cast<double>(examples.rows()) * columns * columns > kMostWork) {
    return std::nullopt;
  }
  RidgeSettings settings;
  settings.levels = shape.levels;
  const RidgeChoice choice = choose_ridge(examples, settings);
  return Baseline{std::ranges::min(choice.curve, {}, &RidgePoint::loss).loss, log_loss_of_share(share)};
}

}  // namespace

std::string note_on_stuck_network(const FeatureShape& shape, const Examples& examples, const TrainingGoal& goal,
                                  const std::string& initializer) {
  if (shape.one_hot_size() == 0 || goal.longest == 0 || !(goal.least_loss > kHardlyBelow * goal.base_loss)) return "";
  char text[300], reason[200] = "";
  if (goal.least_loss > kFarAbove * goal.base_loss) {
    std::snprintf(text, sizeof text,
                  "the training loss never falls below %.4g, although one probability for all rows has %.4f: the steps "
                  "are too large; lower --learning-rate",
                  goal.least_loss, goal.base_loss);
    return text;
  }
  std::snprintf(text, sizeof text,
                "the training loss %.4f is hardly below %.4f, the loss of one probability for all rows: ",
                goal.least_loss, goal.base_loss);
  const std::optional<Baseline> logistic = logistic_baseline(shape, examples);
  if (logistic && logistic->loss < kLearned * logistic->base_loss) {
    std::snprintf(reason, sizeof reason,
                  "the network is stuck, since logistic regression predicts left-out rows of the same columns with log "
                  "loss %.4f",
                  logistic->loss);
  } else if (logistic) {
    std::snprintf(
        reason, sizeof reason,
        "the network has learned next to nothing; logistic regression learns nothing from these columns either, "
        "so that they may tell nothing, or only together");
  } else {
    std::snprintf(reason, sizeof reason, "the network has learned next to nothing");
  }
  const char* const start = initializer == kInitializeFromData ? "; another --seed" : "; --initializer data";
  return std::string(text) + reason + start +
         ", a larger --learning-rate, other layers (--layers 8:tanh) or more --epochs may free it; --diagnose shows "
         "where gradients vanish";
}

}  // namespace binet::detail
