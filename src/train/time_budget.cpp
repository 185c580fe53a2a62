#include "binet/train/time_budget.hpp"

#include "binet/config/duration.hpp"
#include "binet/math/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kAfterTraining = 0.06;  ///< share of a budget for what follows the networks: mixing, figures, saving
constexpr double kOverrun = 1.1;         ///< share of a budget after which networks stop where they are
constexpr Index kPilotRows = 4096;       ///< timed, more often than once where there are fewer

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Some rows, evenly spread: the first `count` of them as if drawn.
std::vector<Index> spread_rows(Index rows, Index count) {
  std::vector<Index> some(static_cast<std::size_t>(std::min(rows, count)));
  for (std::size_t i = 0; i < some.size(); ++i) {
    some[i] = static_cast<Index>(i) * rows / static_cast<Index>(some.size());
  }
  return some;
}

/// Epochs over the pilot's rows that are enough to time.
int pilot_epochs(Index rows) {
  return static_cast<int>(std::clamp<Index>(kPilotRows / std::max<Index>(rows, 1), 1, 8));
}

int count_networks(const std::vector<BagPlan>& plans) {
  return std::accumulate(plans.begin(), plans.end(), 0, [](int sum, const BagPlan& plan) { return sum + plan.copies; });
}

/// Takes copies away from the plan that has the most of them, the last of equals.
void cut_copies(std::vector<BagPlan>& plans, int networks) {
  for (int count = count_networks(plans); count > networks; --count) {
    const auto largest = std::ranges::max_element(plans.rbegin(), plans.rend(), {}, &BagPlan::copies);
    --largest->copies;
  }
  std::erase_if(plans, [](const BagPlan& plan) { return plan.copies == 0; });
}

/// Seconds that an epoch over all rows takes, averaged over the plans, `thread_count()` networks side by side.
double time_epoch(const std::vector<BagPlan>& plans, std::span<const EncodedRows> encodings, double prior) {
  const Index rows = encodings.front().examples.rows();
  const std::vector<Index> pilot = spread_rows(rows, kPilotRows);
  const std::vector<Index> judged(pilot.begin(),
                                  pilot.begin() + std::max<Index>(1, static_cast<Index>(pilot.size()) / 8));
  const std::vector<Split> split = {{pilot, judged}};
  std::vector<BagPlan> trial = plans;
  for (BagPlan& plan : trial) {
    plan.copies = thread_count();
    plan.training.epochs = pilot_epochs(static_cast<Index>(pilot.size()));
    plan.training.patience = plan.training.epochs;
  }
  const auto start = Clock::now();
  train_bags(trial, encodings, split, prior, Random(0), {});
  const double scale = static_cast<double>(rows) / static_cast<double>(pilot.size());
  return seconds_since(start) * scale / (static_cast<double>(trial.size()) * trial.front().training.epochs);
}

}  // namespace

TimeBudget::TimeBudget(const TrainingData& data) : observer_(data.observer) {
  const std::string& text = data.config.training.time_budget;
  if (!text.empty()) seconds_ = parse_duration(text);
}

double TimeBudget::elapsed() const {
  return seconds_since(observer_.started);
}

double TimeBudget::seconds_left() const {
  return std::max(0.0, (1 - kAfterTraining) * seconds_ - elapsed());
}

bool TimeBudget::stop_requested() const {
  return (observer_.stop_requested && observer_.stop_requested()) || (limited() && elapsed() > kOverrun * seconds_);
}

NetworkWork fit_into(double seconds, double seconds_per_epoch, int threads, const NetworkWork& wanted) {
  const auto rounds = [threads](int networks) { return (networks + threads - 1) / threads; };
  const auto epochs_for = [&](int networks) {
    return static_cast<int>(std::min(seconds / (seconds_per_epoch * rounds(networks)), 1.0 * wanted.epochs));
  };
  const int least_epochs = std::max(1, wanted.epochs / 3);
  int networks = wanted.networks;
  while (networks > 1 && epochs_for(networks) < least_epochs) --networks;
  const int epochs = networks > 0 ? epochs_for(networks) : 0;
  return epochs > 0 ? NetworkWork{networks, epochs} : NetworkWork{};
}

std::string cut_to_budget(std::vector<BagPlan>& plans, const TimeBudget& budget, std::span<const EncodedRows> encodings,
                          double prior) {
  if (!budget.limited() || plans.empty()) return "";
  const NetworkWork wanted{count_networks(plans), plans.front().training.epochs};
  // With nothing left, timing would only make it worse.
  const double seconds = budget.seconds_left() > 0 ? time_epoch(plans, encodings, prior) : 1;
  const NetworkWork work = fit_into(budget.seconds_left(), seconds, thread_count(), wanted);
  if (work.networks == wanted.networks && work.epochs == wanted.epochs) return "";
  cut_copies(plans, work.networks);
  for (BagPlan& plan : plans) plan.training.epochs = work.epochs;
  if (work.networks == 0) return "cut to fit the time budget: all networks";
  return "cut to fit the time budget: networks from " + std::to_string(wanted.networks) + " to " +
         std::to_string(work.networks) + ", their epochs from " + std::to_string(wanted.epochs) + " to " +
         std::to_string(work.epochs);
}

std::string cut_to_budget(NetworkTrainingSettings& settings, const TimeBudget& budget, const Network& network,
                          const Examples& training, const Examples* validation) {
  if (!budget.limited()) return "";
  const Examples pilot = training.gather(spread_rows(training.rows(), kPilotRows));
  const double scale = static_cast<double>(training.rows()) / static_cast<double>(pilot.rows());
  const auto judged =
      validation == nullptr ? Index{0} : static_cast<Index>(static_cast<double>(validation->rows()) / scale);
  const Examples pilot_validation =
      judged > 0 ? validation->gather(spread_rows(validation->rows(), judged)) : Examples();
  NetworkTrainingSettings trial = settings;
  trial.epochs = trial.patience = pilot_epochs(pilot.rows());
  Network copy = network;
  const auto start = Clock::now();
  train_network(copy, pilot, judged > 0 ? &pilot_validation : nullptr, trial);
  const double seconds = seconds_since(start) * scale / trial.epochs;
  const int epochs = std::max(1, fit_into(budget.seconds_left(), seconds, 1, {1, settings.epochs}).epochs);
  if (epochs == settings.epochs) return "";
  const std::string cut = "cut to fit the time budget: epochs from " + std::to_string(settings.epochs) + " to " +
                          std::to_string(epochs) + "; without a budget, training.epochs " + std::to_string(epochs) +
                          " trains the same model";
  settings.epochs = epochs;
  return cut;
}

}  // namespace binet
