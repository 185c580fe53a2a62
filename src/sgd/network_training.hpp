#pragma once

#include "binet/sgd/epoch_record.hpp"
#include "features/features.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"
#include "sgd/schedule.hpp"
#include "sgd/update_rule.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace binet {

/// A network has learned nothing yet while its loss is above this share of the loss of predicting the share of
/// positives.
inline constexpr double kPlateau = 0.95;
/// The share above which the validation loss counts as not having fallen yet, and the share down to which a network
/// whose validation loss has not fallen may go on learning the training examples.
inline constexpr double kGain = 0.99, kHalfLearned = 0.5;

/// All settings of mini-batch training; data and network come separately.
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
  /// Learning-rate factors, one per parameter; empty: 1 everywhere. See parameter_rates().
  Vector rates;
  double clip_norm = 0;  ///< largest Euclidean norm of a step's gradient; 0: no limit
  /// Decoupled weight decay for any update rule: each step also subtracts learning rate × decay × weight.
  double weight_decay = 0;
  std::string weight_decay_schedule = "constant";
  std::string dropout_schedule = "constant";  ///< schedule of a factor of every dropout layer's rate
  int epochs = 100;
  Index batch_size = 256;  ///< upper limit; the batches of an epoch differ by one row at most
  bool early_stopping =
      true;  ///< with validation examples: stop patience + patience_growth · best epochs after the best
  int patience = 10;
  double patience_growth = 0;
  /// While the training loss has not fallen below kPlateau of the loss at the share of positives, patience is this many
  /// times as long: a network that has learned nothing yet has nothing to lose by going on. The same holds until it has
  /// fallen below kHalfLearned, as long as the validation loss has not fallen below kGain.
  double plateau_patience = 1;
  double min_delta = 0;  ///< smallest decrease in validation loss that counts as an improvement
  bool keep_validation_logits = false;  ///< fill TrainingSummary::validation_logits
  std::uint64_t seed = 1;
};

struct TrainingSummary {
  /// Includes the epochs before a resumption; of more than 1024 epochs, every second, fourth, … and the last are kept.
  std::vector<EpochRecord> epochs;
  int best_epoch = 0;    ///< the epoch whose parameters the network holds; without validation the last
  double best_loss = 0;  ///< EpochRecord::loss of the best epoch
  double best_validation_loss = 0;
  bool stopped_early = false;
  bool interrupted = false;
  std::vector<Vector> validation_logits;  ///< one vector per element of `epochs`, if requested
  Vector best_validation_logits;          ///< after the best epoch, if requested
};

/// Learning-rate factors of a network's parameters: `bias` for biases, `scale` for input scales, and for weights 1 or
/// 1/√fan_in, which gives Adam the steps of the parametrisation W h/√fan_in (Jacot et al. 2018).
Vector parameter_rates(const Network&, double bias, double scale, bool weights_by_fan_in);

/// Called after every epoch; return false to stop (the best parameters so far are kept).
using EpochCallback = std::function<bool(const EpochRecord&)>;

/// The state of a run after an epoch. With the same network, examples and settings, a resumed run continues with the
/// same bits.
struct TrainingState {
  bool finished = false;  ///< all epochs done or stopped early: the run is complete
  bool stopped_early = false;
  std::vector<EpochRecord> epochs;  ///< at least one, as in TrainingSummary
  int best_epoch = 0;
  double best_loss = 0;
  double best_validation_loss = 0;
  Vector parameters, best;                ///< best: parameters of the best epoch; empty without validation examples
  std::vector<Vector> validation_logits;  ///< as in TrainingSummary
  Vector best_validation_logits;          ///< as in TrainingSummary
  std::vector<double> update_rule;        ///< UpdateRule::state
};

/// The state from which a run resumes, and where it saves its states.
struct TrainingContinuation {
  std::optional<TrainingState> from = {};
  std::function<bool(int epoch)> save_wanted = {};  ///< called after each epoch: should its state be saved?
  std::function<void(TrainingState)> save = {};     ///< also called once when the run has finished
};

/// Trains the network in place, starting from its current parameters. With validation examples, the parameters of the
/// best epoch are restored at the end. Gradients are summed over fixed shards in fixed order: the same bits on any
/// number of threads. An example's weight is relative to the mean weight. Throws Error if the loss becomes non-finite,
/// or if the state to resume from does not belong to such a run.
TrainingSummary train_network(Network&, const Examples& training, const Examples* validation,
                              const NetworkTrainingSettings&, const EpochCallback& = {},
                              const TrainingContinuation& = {});

/// Weighted mean loss of the best constant prediction, the share of positives.
double base_loss(const Examples&, const Loss&, const LossSettings&);

/// Weighted mean loss in inference mode, without penalties.
double mean_loss(const Network&, const Examples&, const Loss&, const LossSettings&);
/// The same for given logits.
double mean_loss(const Vector& logits, const Examples&, const Loss&, const LossSettings&);

/// Logits of all rows, in parallel.
Vector compute_logits(const Network&, const Features&);

struct GradientCheck {
  /// Max over the checked parameters of |a − n| / max(|a|, |n|, f·scale), where scale is the largest |a| and f is 1e-8
  /// in double and 1e-2 in float, whose noise hides small slopes.
  double largest_relative_error = 0;
  std::string worst_parameter;  ///< "layer 2 weights[3, 1]"
  Index checked = 0;
};

/// Compares the analytic gradient of the penalised mean loss (without dropout and without l1, which has a kink at 0)
/// with fourth-order central differences, at up to `max_parameters` parameters chosen by the seed. A correct gradient
/// gives less than 1e-6 in double and less than 1e-2 in float; kinks of ReLU-like activations may add to that.
GradientCheck check_gradient(const Network&, const Examples&, const NetworkTrainingSettings&, Index max_parameters);

}  // namespace binet
