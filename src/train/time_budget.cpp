#include "train/time_budget.hpp"

#include "base/duration.hpp"
#include "binet/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kReserve = 0.04;            ///< share of a budget kept in reserve
constexpr double kAfterPerBefore = 0.15;     ///< time after the networks relative to that before them: both are
                                             ///< proportional to the rows
constexpr double kOverrun = 1.1;             ///< share of a budget after which networks stop where they are
constexpr double kMostOfBudgetToTime = 0.1;  ///< share of what is left after which timing ends
constexpr Index kPilotRows = 16'384;         ///< rows to measure with; fewer rows are measured several times
constexpr double kFewRows = 10'000;          ///< least number of rows per network, if there are so many

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Evenly spaced rows in an order of which the first `count` are again spread evenly.
std::vector<Index> spread_rows(Index rows, Index count) {
  std::vector<Index> some(static_cast<std::size_t>(std::min(rows, count)));
  for (std::size_t i = 0; i < some.size(); ++i) {
    some[i] = static_cast<Index>(i) * rows / static_cast<Index>(some.size());
  }
  return some;
}

/// Epochs of the measurement: an epoch over fewer rows is too short to measure.
int pilot_epochs(Index rows) {
  return static_cast<int>(std::clamp<Index>(kPilotRows / 4 / std::max<Index>(rows, 1), 1, 8));
}

/// Compares two trainings, one with three times the epochs of the other, to separate the time before the first epoch
/// from that of epochs.
template <class Train>
NetworkCost time_training(int epochs, double seconds_left, const Train& train) {
  const auto seconds = [&](int count) {
    const auto start = Clock::now();
    train(count);
    return seconds_since(start);
  };
  const double once = seconds(epochs);
  if (once > kMostOfBudgetToTime * seconds_left) return {0, once / epochs};
  const double thrice = std::max(once, seconds(3 * epochs));
  const double epoch = (thrice - once) / (2 * epochs);
  return {std::max(0.0, once - epochs * epoch), epoch};
}

/// Seconds until the last network has finished, if each is given to the first free thread.
double makespan(const NetworkWork& work, std::span<const NetworkCost> costs, int threads) {
  std::vector<double> busy(static_cast<std::size_t>(threads), 0.0);
  for (std::size_t kind = 0; kind < costs.size(); ++kind) {
    for (int copy = 0; copy < work.copies[kind]; ++copy) {
      *std::ranges::min_element(busy) += costs[kind].start + work.row_share * work.epochs * costs[kind].epoch;
    }
  }
  return std::ranges::max(busy);
}

/// The largest number of epochs, up to `most`, that fits the time; 0 if none does.
int epochs_within(double seconds, NetworkWork work, std::span<const NetworkCost> costs, int threads, int most) {
  int fits = 0, too_many = most + 1;
  while (too_many - fits > 1) {
    work.epochs = std::midpoint(fits, too_many);
    (makespan(work, costs, threads) <= seconds ? fits : too_many) = work.epochs;
  }
  return fits;
}

/// Measures `thread_count()` networks of each plan side by side.
std::vector<NetworkCost> time_plans(const std::vector<FoldEnsemblePlan>& plans, std::span<const EncodedRows> encodings,
                                    std::span<const Split> folds, double prior, double seconds_left) {
  const Index rows = encodings[plans.front().encoder].examples.rows();
  const std::vector<Index> pilot = spread_rows(rows, kPilotRows);
  const double scale = static_cast<double>(rows) / static_cast<double>(pilot.size());
  const std::vector<Index> judged =
      spread_rows(static_cast<Index>(pilot.size()),
                  std::max<Index>(1, static_cast<Index>(static_cast<double>(folds.front().validation.size()) / scale)));
  const std::vector<Split> split = {{pilot, judged}};
  std::vector<NetworkCost> costs;
  for (const FoldEnsemblePlan& plan : plans) {
    FoldEnsemblePlan trial = plan;
    trial.copies = thread_count();
    const auto train = [&](int epochs) {
      trial.training.epochs = trial.training.patience = epochs;
      train_fold_ensembles(std::span(&trial, 1), encodings, split, {}, prior, Random(0), {});
    };
    costs.push_back(time_training(pilot_epochs(static_cast<Index>(pilot.size())), seconds_left, train));
    costs.back().epoch *= scale;
  }
  return costs;
}

std::string from_to(const char* what, Index from, Index to) {
  return from == to ? "" : std::string(", ") + what + " from " + std::to_string(from) + " to " + std::to_string(to);
}

}  // namespace

TimeBudget::TimeBudget(const TrainingData& data) : observer_(data.observer), started_(data.started) {
  const std::string& text = data.config.training.time_budget;
  if (!text.empty()) seconds_ = parse_duration(text);
}

double TimeBudget::elapsed() const {
  return seconds_since(started_);
}

double TimeBudget::seconds_left() const {
  return std::max(0.0, (1 - kReserve) * seconds_ - (1 + kAfterPerBefore) * elapsed());
}

bool TimeBudget::stop_requested() const {
  return observer_.should_stop() || (limited() && elapsed() > kOverrun * seconds_);
}

int NetworkWork::networks() const {
  return std::accumulate(copies.begin(), copies.end(), 0);
}

NetworkWork fit_into(double seconds, std::span<const NetworkCost> costs, int threads, const NetworkWork& wanted,
                     double least_row_share) {
  NetworkWork work = wanted;
  const auto fit_epochs = [&](int most) { work.epochs = epochs_within(seconds, work, costs, threads, most); };
  const int few = std::max(1, wanted.epochs / 3);
  fit_epochs(wanted.epochs);
  while (work.epochs < few && work.networks() > threads) {
    --*std::ranges::max_element(work.copies.rbegin(), work.copies.rend());  // the last of equal ones
    fit_epochs(wanted.epochs);
  }
  if (work.epochs >= few || work.networks() == 0) return work;
  NetworkWork nothing = work, everything = work;
  nothing.epochs = 0, everything.epochs = few;
  const double start = makespan(nothing, costs, threads), all = makespan(everything, costs, threads) - start;
  work.row_share = std::clamp((seconds - start) / all, std::min(least_row_share, 1.0), 1.0);
  fit_epochs(few);
  if (work.epochs == 0) work.copies.assign(costs.size(), 0);
  return work;
}

std::string cut_to_budget(std::vector<FoldEnsemblePlan>& plans, const TimeBudget& budget,
                          std::span<const EncodedRows> encodings, std::span<const Split> folds, double prior) {
  if (!budget.limited() || plans.empty()) return "";
  const auto rows = static_cast<double>(folds.front().training.size());
  NetworkWork wanted;
  for (const FoldEnsemblePlan& plan : plans) wanted.copies.push_back(plan.copies);
  wanted.epochs = plans.front().training.epochs;
  NetworkWork work;
  if (budget.seconds_left() > 0) {  // otherwise measuring would only use more time
    const std::vector<NetworkCost> costs = time_plans(plans, encodings, folds, prior, budget.seconds_left());
    work = fit_into(budget.seconds_left(), costs, thread_count(), wanted, kFewRows / rows);
  }
  if (work.networks() == 0) {
    plans.clear();
    return "cut to fit the time budget: all networks";
  }
  const auto learned = static_cast<Index>(work.row_share * rows);
  std::string cut = from_to("networks", wanted.networks(), work.networks());
  cut += from_to("epochs", wanted.epochs, work.epochs);
  cut += from_to("rows per network", static_cast<Index>(rows), learned);
  if (cut.empty()) return "";
  for (std::size_t kind = 0; kind < plans.size(); ++kind) {
    plans[kind].copies = work.copies[kind];
    plans[kind].training.epochs = work.epochs;
    if (work.row_share < 1) plans[kind].most_rows = learned;
  }
  std::erase_if(plans, [](const FoldEnsemblePlan& plan) { return plan.copies == 0; });
  return "cut to fit the time budget: " + cut.substr(2);
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
  const auto train = [&](int epochs) {
    NetworkTrainingSettings trial = settings;
    trial.epochs = trial.patience = epochs;
    Network copy = network;
    train_network(copy, pilot, judged > 0 ? &pilot_validation : nullptr, trial);
  };
  NetworkCost cost = time_training(pilot_epochs(pilot.rows()), budget.seconds_left(), train);
  cost.epoch *= scale;
  const int epochs = std::max(1, epochs_within(budget.seconds_left(), {{1}}, {{cost}}, 1, settings.epochs));
  if (epochs == settings.epochs) return "";
  const std::string cut = "cut to fit the time budget: epochs from " + std::to_string(settings.epochs) + " to " +
                          std::to_string(epochs) + "; without a budget, training.epochs " + std::to_string(epochs) +
                          " trains the same model";
  settings.epochs = epochs;
  return cut;
}

}  // namespace binet
