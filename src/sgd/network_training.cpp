#include "sgd/network_training.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "math/random.hpp"
#include "nn/sequence_blocks.hpp"
#include "sgd/batch_gradient.hpp"
#include "sgd/epochs.hpp"
#include "sgd/kept_epochs.hpp"
#include "sgd/training_state.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace binet {

using detail::span;

namespace {

constexpr Index kTaskRows = 4096;  ///< rows per task when only logits are computed
constexpr Index kBlockRows = 256;  ///< rows per block of a task, so that activations stay in cache
constexpr Index kPieceParameters = 4096;
constexpr Index kPiecesATask = 8;  ///< smaller networks do not justify another thread

class Trainer {
 public:
  Trainer(Network& network, const Examples& training, const NetworkTrainingSettings& settings)
      : network_(network),
        features_(training.features),
        settings_(settings),
        schedule_(schedule(settings.schedule)),
        decay_schedule_(schedule(settings.weight_decay_schedule)),
        dropout_schedule_(schedule(settings.dropout_schedule)),
        rule_(make_update_rule(settings.optimizer, network.parameter_count(), settings.update_rule)),
        mean_weight_(detail::weight_sum(training) / static_cast<double>(training.rows())),
        epochs_(training.features, settings.batch_size, settings.seed),
        batch_(training, epochs_.largest_batch(), settings.label_smoothing),
        batch_gradient_(network, settings, epochs_.largest_batch()),
        decayed_(detail::weight_blocks(network)),
        noise_(Random(settings.seed).split(1)) {}

  void run_epoch(EpochRecord& record) {
    epochs_.shuffle();
    double loss = 0, square = 0;
    for (Index i = 0; i < epochs_.batches(); ++i) {
      const std::span<const Index> rows = epochs_.batch(i);
      batch_.choose(rows, 1 / (mean_weight_ * static_cast<double>(rows.size())));
      const Random step_noise = noise_.split(static_cast<std::uint64_t>(step_));
      loss += batch_gradient_.evaluate(batch_, &step_noise, dropout_schedule_.factor(progress(), {}));
      const double squares = take_step(record);
      square += squares;
      if (epochs_.ends_window(i)) features_.release({0, features_.rows()});
      if (!std::isfinite(loss + squares)) throw divergence(record.epoch);
    }
    record.loss = loss / static_cast<double>(epochs_.batches());
    record.gradient_norm = std::sqrt(square / static_cast<double>(epochs_.batches()));
  }

  std::vector<double> update_rule_state() const { return rule_->state(); }

  /// Continues after this many epochs as if it had run them; the caller restores the network's parameters.
  void skip_to(int epochs_done, const std::vector<double>& update_rule) {
    for (int epoch = 0; epoch < epochs_done; ++epoch) epochs_.shuffle();
    step_ = std::int64_t{epochs_done} * epochs_.batches();
    rule_->restore(update_rule);
    if (update_rule.front() != static_cast<double>(step_)) {
      throw Error("training: a state whose update rule took " + std::to_string(update_rule.front()) +
                  " steps, expected " + std::to_string(step_));
    }
  }

  Error divergence(int epoch) const {
    return Error("training: the loss is not finite in epoch " + std::to_string(epoch) +
                 "; lower the learning rate (now " + shortest_digits(settings_.learning_rate) +
                 ") or limit the gradient with clip_norm");
  }

 private:
  /// The completed share of the whole run at the middle of the current step.
  double progress() const {
    return (static_cast<double>(step_) + 0.5) / (static_cast<double>(epochs_.batches()) * settings_.epochs);
  }

  /// Returns the squared norm of the gradient.
  double take_step(EpochRecord& record) {
    const double t = progress();
    ++step_;
    record.learning_rate = settings_.learning_rate * learning_rate_factor(schedule_, t, settings_.schedule_settings);
    const double decay = record.learning_rate * settings_.weight_decay * decay_schedule_.factor(t, {});
    rule_->begin_step(record.learning_rate);
    if (settings_.clip_norm == 0) {
      return sweep([&](ParameterRange range) {
        const double squares = batch_gradient_.join_shards(range);
        move(range, decay);
        return squares;
      });
    }
    const double squares = sweep([&](ParameterRange range) { return batch_gradient_.join_shards(range); });
    const auto factor = static_cast<Scalar>(std::min(1.0, settings_.clip_norm / std::sqrt(squares)));
    sweep([&](ParameterRange range) {
      batch_gradient_.gradient().segment(range.begin, range.size()) *= factor;
      move(range, decay);
      return 0.0;
    });
    return squares;
  }

  /// Calls visit for pieces of the touched parameters, small enough to stay in cache from sum to step; adds the results
  /// in order.
  template <class Visit>
  double sweep(Visit visit) {
    pieces_.clear();
    for (const ParameterRange& range : batch_gradient_.ranges()) {
      const Shards cut{range.size(), kPieceParameters};
      for (Index i = 0; i < cut.count(); ++i) {
        pieces_.push_back({range.begin + cut[i].begin, range.begin + cut[i].end, range.steps});
      }
    }
    sums_.resize(pieces_.size());
    const auto take = [&](std::size_t piece) { sums_[piece] = visit(pieces_[piece]); };
    const Shards tasks{std::ssize(pieces_), kPiecesATask};
    parallel_for(tasks.count(), [&](Index task) {
      for (Index piece = tasks[task].begin; piece < tasks[task].end; ++piece) take(static_cast<std::size_t>(piece));
    });
    return std::accumulate(sums_.begin(), sums_.end(), 0.0);
  }

  /// Applies decay and step to one piece.
  void move(ParameterRange range, double decay) {
    if (decay > 0) {
      const auto keep = static_cast<Scalar>(std::max(0.0, 1 - decay * range.steps));
      for (const ParameterBlock& block : decayed_) {
        const ParameterRange part = detail::overlap(block, range);
        network_.parameters().segment(part.begin, part.size()) *= keep;
      }
    }
    rule_->step_range(range, span(network_.parameters()), span(std::as_const(batch_gradient_.gradient())),
                      span(settings_.rates));
  }

  Network& network_;
  const Features& features_;
  const NetworkTrainingSettings& settings_;
  const Schedule& schedule_;
  const Schedule& decay_schedule_;
  const Schedule& dropout_schedule_;
  std::unique_ptr<UpdateRule> rule_;
  double mean_weight_;
  detail::Epochs epochs_;
  detail::Batch batch_;
  detail::BatchGradient batch_gradient_;
  std::vector<ParameterBlock> decayed_;
  std::vector<ParameterRange> pieces_;
  std::vector<double> sums_;
  Random noise_;
  std::int64_t step_ = 0;
};

}  // namespace

Vector parameter_rates(const Network& network, double bias, double scale, bool weights_by_fan_in) {
  Vector rates = Vector::Ones(network.parameter_count());
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      const double weight = weights_by_fan_in ? 1 / std::sqrt(static_cast<double>(block.fan_in)) : 1;
      const double rate = block.kind == ParameterKind::bias    ? bias
                          : block.kind == ParameterKind::scale ? scale
                                                               : weight;
      rates.segment(block.offset, block.size()).setConstant(static_cast<Scalar>(rate));
    }
  }
  return rates;
}

namespace {

/// The epochs of one run and the best parameters so far.
class Run {
 public:
  Run(Network& network, const Examples& training, const Examples* validation, const NetworkTrainingSettings& settings)
      : network_(network),
        validation_(validation),
        settings_(settings),
        loss_(loss(settings.loss)),
        base_loss_(base_loss(training, loss_, settings.loss_settings)),
        trainer_(network, training, settings) {
    summary_.best_validation_loss = std::numeric_limits<double>::infinity();
  }

  void resume(const TrainingState& state) {
    detail::check_state(state, network_, validation_, settings_);
    network_.parameters() = state.parameters;
    best_ = state.best;
    summary_.validation_logits = state.validation_logits;
    summary_.best_validation_logits = state.best_validation_logits;
    summary_.epochs = state.epochs;
    summary_.best_epoch = state.best_epoch;
    summary_.best_loss = state.best_loss;
    summary_.best_validation_loss = state.best_validation_loss;
    summary_.stopped_early = state.stopped_early;
    seconds_before_ = state.epochs.back().seconds;
    if (!state.finished) trainer_.skip_to(state.epochs.back().epoch, state.update_rule);
  }

  /// Runs one epoch; summary() then tells whether to continue.
  void run_epoch(int epoch, const EpochCallback& callback) {
    EpochRecord record{.epoch = epoch, .validation_loss = std::numeric_limits<double>::quiet_NaN()};
    trainer_.run_epoch(record);
    Vector logits;
    if (validation_ != nullptr) {
      logits = compute_logits(network_, validation_->features);
      record.validation_loss = mean_loss(logits, *validation_, loss_, settings_.loss_settings);
      if (!std::isfinite(record.validation_loss)) throw trainer_.divergence(epoch);
    }
    if (validation_ == nullptr || record.validation_loss < summary_.best_validation_loss - settings_.min_delta) {
      summary_.best_epoch = epoch;
      summary_.best_loss = record.loss;
      summary_.best_validation_loss = record.validation_loss;
      if (validation_ != nullptr) best_ = network_.parameters();
      if (keeps_logits()) summary_.best_validation_logits = logits;
    }
    record.seconds = seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    keep(record, std::move(logits));
    summary_.interrupted = callback && !callback(record);
    const double patience = settings_.patience * (may_learn_yet(record.loss) ? settings_.plateau_patience : 1);
    summary_.stopped_early = validation_ != nullptr && settings_.early_stopping &&
                             epoch - summary_.best_epoch >= patience + settings_.patience_growth * summary_.best_epoch;
  }

  bool finished() const { return summary_.stopped_early || summary_.epochs.back().epoch >= settings_.epochs; }

  TrainingState state() const {
    return {finished(),
            summary_.stopped_early,
            summary_.epochs,
            summary_.best_epoch,
            summary_.best_loss,
            summary_.best_validation_loss,
            network_.parameters(),
            best_,
            summary_.validation_logits,
            summary_.best_validation_logits,
            trainer_.update_rule_state()};
  }

  const TrainingSummary& summary() const { return summary_; }
  TrainingSummary take_summary() { return std::move(summary_); }

  void restore_best() {
    if (best_.size() > 0) network_.parameters() = best_;
  }

 private:
  bool keeps_logits() const { return validation_ != nullptr && settings_.keep_validation_logits; }

  /// Nothing has been learned, or nothing that holds for the validation examples, while much is left to learn of the
  /// training examples: interactions without main effects begin in this way.
  bool may_learn_yet(double loss) const {
    return loss > kPlateau * base_loss_ ||
           (loss > kHalfLearned * base_loss_ && summary_.best_validation_loss > kGain * base_loss_);
  }

  /// Adds a record and drops earlier epochs that are not kept in a run of this length.
  void keep(const EpochRecord& record, Vector logits) {
    const int step = detail::kept_step(record.epoch);
    std::vector<EpochRecord>& epochs = summary_.epochs;
    std::vector<Vector>& all_logits = summary_.validation_logits;
    if (!epochs.empty() && (epochs.back().epoch % step != 0 || step != detail::kept_step(record.epoch - 1))) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (epochs[i].epoch % step != 0) continue;
        if (kept != i && keeps_logits()) all_logits[kept] = std::move(all_logits[i]);
        epochs[kept++] = epochs[i];
      }
      epochs.resize(kept);
      if (keeps_logits()) all_logits.resize(kept);
    }
    epochs.push_back(record);
    if (keeps_logits()) all_logits.push_back(std::move(logits));
  }

  Network& network_;
  const Examples* validation_;
  const NetworkTrainingSettings& settings_;
  const Loss& loss_;
  double base_loss_;  ///< training loss of the share of positives
  Trainer trainer_;
  TrainingSummary summary_;
  Vector best_;
  double seconds_before_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

TrainingSummary train_network(Network& network, const Examples& training, const Examples* validation,
                              const NetworkTrainingSettings& settings, const EpochCallback& callback,
                              const TrainingContinuation& continuation) {
  detail::check_settings(network, training, settings);
  Run run(network, training, validation, settings);
  if (continuation.from) run.resume(*continuation.from);
  int epoch = continuation.from ? continuation.from->epochs.back().epoch : 0;
  bool going_on = epoch < settings.epochs && !(continuation.from && continuation.from->finished);
  while (going_on) {
    run.run_epoch(++epoch, callback);
    going_on = !run.summary().interrupted && !run.finished();
    if (continuation.save && (run.finished() || continuation.save_wanted(epoch))) continuation.save(run.state());
  }
  run.restore_best();
  return run.take_summary();
}

Vector compute_logits(const Network& network, const Features& features) {
  if (features.steps != nullptr) return detail::sequence_logits(network, features);
  Vector logits(features.rows());
  const Shards tasks{features.rows(), kTaskRows};
  parallel_for(tasks.count(), [&](Index task) {
    Workspace workspace;
    const Shards parts{tasks[task].size(), kBlockRows};
    for (Index part = 0; part < parts.count(); ++part) {
      const RowRange rows{tasks[task].begin + parts[part].begin, tasks[task].begin + parts[part].end};
      network.forward(features, rows, workspace, span(logits, rows));
    }
  });
  return logits;
}

double base_loss(const Examples& examples, const Loss& loss, const LossSettings& settings) {
  const VectorD target = examples.target.cast<double>();
  const double share = examples.weight.size() == 0
                           ? target.mean()
                           : target.dot(examples.weight.cast<double>()) / detail::weight_sum(examples);
  const double prior = std::clamp(share, 1e-9, 1 - 1e-9);
  const Vector logits = Vector::Constant(2, static_cast<Scalar>(std::log(prior / (1 - prior))));
  Vector targets(2), values(2), slopes(2);
  targets << Scalar{0}, Scalar{1};
  loss.evaluate(span(logits), span(std::as_const(targets)), settings, span(values), span(slopes));
  return (1 - prior) * static_cast<double>(values[0]) + prior * static_cast<double>(values[1]);
}

double mean_loss(const Network& network, const Examples& examples, const Loss& loss, const LossSettings& settings) {
  return mean_loss(compute_logits(network, examples.features), examples, loss, settings);
}

double mean_loss(const Vector& logits, const Examples& examples, const Loss& loss, const LossSettings& settings) {
  Vector values(logits.size()), slopes(logits.size());
  loss.evaluate(span(logits), span(examples.target), settings, span(values), span(slopes));
  if (examples.weight.size() == 0) return values.cast<double>().mean();
  return values.cast<double>().dot(examples.weight.cast<double>()) / detail::weight_sum(examples);
}

}  // namespace binet
