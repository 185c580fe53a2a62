#pragma once

#include "binet/math/features.hpp"
#include "binet/nn/loss.hpp"
#include "binet/nn/network.hpp"
#include "binet/optim/schedule.hpp"
#include "binet/optim/update_rule.hpp"

#include <functional>
#include <string>
#include <vector>

namespace binet {

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
  double clip_norm = 0;  ///< longest gradient (Euclidean norm) a step may use; 0: no limit
  int epochs = 100;
  Index batch_size = 256;
  bool early_stopping = true;  ///< with validation examples: stop when `patience` epochs brought no gain
  int patience = 10;
  double min_delta = 0;  ///< the least fall in validation loss that counts as a gain
  std::uint64_t seed = 1;
};

/// One epoch as it is logged.
struct EpochRecord {
  int epoch = 0;  ///< from 1
  double loss = 0;  ///< mean over the epoch's batches, penalty excluded, in training mode
  double validation_loss = 0;  ///< NaN without validation examples
  double gradient_norm = 0;    ///< root mean square over the epoch's batches
  double learning_rate = 0;    ///< at the epoch's end
  double seconds = 0;          ///< since the start of training
};

struct TrainingSummary {
  std::vector<EpochRecord> epochs;
  int best_epoch = 0;  ///< the one whose parameters the network holds; the last without validation
  double best_validation_loss = 0;
  bool stopped_early = false;
  bool interrupted = false;
};

/// Called after every epoch; return false to stop (the best parameters so far are kept).
using EpochCallback = std::function<bool(const EpochRecord&)>;

/// Trains the network in place from the parameters it holds. With validation examples the best epoch's parameters are
/// restored at the end. Gradients are summed over fixed shards in fixed order: the same bits on any number of threads.
/// Throws Error if the loss stops being finite.
TrainingSummary train_network(Network&, const Examples& training, const Examples* validation,
                              const NetworkTrainingSettings&, const EpochCallback& = {});

/// Weighted mean loss in inference mode, without penalties.
double mean_loss(const Network&, const Examples&, const Loss&, const LossSettings&);

/// Logits of all rows, in parallel.
Vector compute_logits(const Network&, const Features&);

struct GradientCheck {
  double largest_relative_error = 0;  ///< max over checked parameters of |a − n| / max(|a|, |n|, 1e-8·scale)
  std::string worst_parameter;        ///< "layer 2 weights[3, 1]"
  Index checked = 0;
};

/// Compares the analytic gradient of the penalised mean loss with central differences, at up to `max_parameters`
/// parameters chosen by the seed. Meaningful in double; in float expect about 1e-3.
GradientCheck check_gradient(const Network&, const Examples&, const NetworkTrainingSettings&, Index max_parameters);

}  // namespace binet
