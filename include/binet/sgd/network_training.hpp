#pragma once

#include "binet/features/features.hpp"
#include "binet/nn/loss.hpp"
#include "binet/nn/network.hpp"
#include "binet/sgd/schedule.hpp"
#include "binet/sgd/update_rule.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace binet {

/// The share of the loss at the share of positives above which a network counts as not having learned anything yet.
inline constexpr double kPlateau = 0.95;
/// The share above which the validation loss counts as not having fallen yet, and the share down to which a network
/// whose validation loss has not fallen may go on learning the training examples.
inline constexpr double kGain = 0.99, kHalfLearned = 0.5;

/// Everything mini-batch training depends on besides data and network.
struct NetworkTrainingSettings {
  std::string loss = "log_loss";
  LossSettings loss_settings;
  double label_smoothing = 0;  ///< target y becomes y(1 − s) + s/2
  double l1 = 0;               ///< on weights, not biases; added to the mean loss
  double l2 = 0;
  std::string optimizer = "adam";
  UpdateRuleSettings update_rule;
  double learning_rate = 1e-3;
  std::string schedule = "constant";
  ScheduleSettings schedule_settings;
  /// Factors of the learning rate, one a parameter; empty: 1 everywhere. See parameter_rates().
  Vector rates;
  double clip_norm = 0;  ///< longest gradient (Euclidean norm) a step may use; 0: no limit
  /// Decoupled decay of weights under any update rule: each step also takes learning rate × decay × weight away.
  double weight_decay = 0;
  std::string weight_decay_schedule = "constant";
  std::string dropout_schedule = "constant";  ///< of a factor of every dropout layer's rate
  int epochs = 100;
  Index batch_size = 256;  ///< at most; an epoch's batches differ by one row at most
  bool early_stopping =
      true;  ///< with validation examples: stop patience + patience_growth · best epochs after the best
  int patience = 10;
  double patience_growth = 0;
  /// While the training loss has not fallen below kPlateau of the loss at the share of positives, patience is this many
  /// times as long: a network that has learned nothing yet has nothing to lose by going on. The same holds until it has
  /// fallen below kHalfLearned, as long as the validation loss has not fallen below kGain.
  double plateau_patience = 1;
  double min_delta = 0;  ///< the least fall in validation loss that counts as a gain
  bool keep_validation_logits = false;  ///< fill TrainingSummary::validation_logits
  std::uint64_t seed = 1;
};

/// One epoch as it is logged.
struct EpochRecord {
  int epoch = 0;               ///< from 1
  double loss = 0;             ///< mean over the epoch's batches, penalty excluded, in training mode
  double validation_loss = 0;  ///< NaN without validation examples
  double gradient_norm = 0;    ///< root mean square over the epoch's batches
  double learning_rate = 0;    ///< at the epoch's end
  double seconds = 0;          ///< since the start of training
};

struct TrainingSummary {
  /// Also those before a run was resumed; of more than 1024 epochs every second, fourth ... and the last.
  std::vector<EpochRecord> epochs;
  int best_epoch = 0;    ///< the one whose parameters the network holds; the last without validation
  double best_loss = 0;  ///< EpochRecord::loss of the best epoch
  double best_validation_loss = 0;
  bool stopped_early = false;
  bool interrupted = false;
  std::vector<Vector> validation_logits;  ///< one vector per element of `epochs`, if asked for
  Vector best_validation_logits;          ///< after the best epoch, if asked for
};

/// Learning-rate factors of a network's parameters: `bias` for biases, `scale` for input scales, and for weights 1, or
/// 1/√fan_in, which makes Adam's steps those of the parametrisation W h/√fan_in (Jacot et al. 2018).
Vector parameter_rates(const Network&, double bias, double scale, bool weights_by_fan_in);

/// Called after every epoch; return false to stop (the best parameters so far are kept).
using EpochCallback = std::function<bool(const EpochRecord&)>;

/// A run at the end of an epoch: with the same network, examples and settings it goes on from here to the same bits.
struct TrainingState {
  bool finished = false;  ///< all epochs done, or stopped early: nothing is left to train
  bool stopped_early = false;
  std::vector<EpochRecord> epochs;  ///< so far, as in TrainingSummary; one at least
  int best_epoch = 0;
  double best_loss = 0;
  double best_validation_loss = 0;
  Vector parameters, best;                ///< best: of the best epoch; empty without validation examples
  std::vector<Vector> validation_logits;  ///< as in TrainingSummary
  Vector best_validation_logits;          ///< as in TrainingSummary
  std::vector<double> update_rule;        ///< UpdateRule::state
};

/// The state that a run resumes from, and where it saves its states.
struct TrainingContinuation {
  std::optional<TrainingState> from = {};
  std::function<bool(int epoch)> save_wanted = {};  ///< asked after each epoch: is its state to be saved?
  std::function<void(TrainingState)> save = {};     ///< also called once when the run has finished
};

/// Trains the network in place from the parameters it holds. With validation examples the best epoch's parameters are
/// restored at the end. Gradients are summed over fixed shards in fixed order: the same bits on any number of threads.
/// An example's weight counts relative to the mean weight of all. Throws Error if the loss stops being finite, or if
/// the state to resume from is not one that such a run leaves.
TrainingSummary train_network(Network&, const Examples& training, const Examples* validation,
                              const NetworkTrainingSettings&, const EpochCallback& = {},
                              const TrainingContinuation& = {});

/// Weighted mean loss of the best constant, the share of positives.
double base_loss(const Examples&, const Loss&, const LossSettings&);

/// Weighted mean loss in inference mode, without penalties.
double mean_loss(const Network&, const Examples&, const Loss&, const LossSettings&);
/// The same of logits known.
double mean_loss(const Vector& logits, const Examples&, const Loss&, const LossSettings&);

/// Logits of all rows, in parallel.
Vector compute_logits(const Network&, const Features&);

struct GradientCheck {
  /// Max over checked parameters of |a − n| / max(|a|, |n|, f·scale), where scale is the largest |a| and f is 1e-8 in
  /// double, 1e-2 in float: a float loss has noise that small slopes drown in.
  double largest_relative_error = 0;
  std::string worst_parameter;  ///< "layer 2 weights[3, 1]"
  Index checked = 0;
};

/// Compares the analytic gradient of the penalised mean loss (nothing dropped; l1 left out, which has a kink at 0) with
/// central differences of fourth order, at up to `max_parameters` parameters chosen by the seed. A right gradient gives
/// below 1e-6 in double and below 1e-2 in float; kinks of relu and its kin may add to that.
GradientCheck check_gradient(const Network&, const Examples&, const NetworkTrainingSettings&, Index max_parameters);

}  // namespace binet
