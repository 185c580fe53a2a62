#include "train/single_network.hpp"

#include "model/platt_scaling.hpp"
#include "train/initial_weights.hpp"
#include "train/layer_course.hpp"
#include "train/verdict.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <optional>

namespace binet::detail {

double calibration_shrinkage(const LossConfig& loss) {
  return loss.name == "log_loss" && loss.label_smoothing == 0 ? kShrinkageOfLogLoss : kShrinkageOfOthers;
}

EncoderSettings network_encoding(const Config& config, const std::vector<LayerSpec>& hidden) {
  return encoder_settings(config.encoding, hidden.empty() ? "standard" : "robust");
}

double positive_share(const Examples& examples) {
  const VectorD target = examples.target.cast<double>();
  if (examples.weight.size() == 0) return target.mean();
  const VectorD weight = examples.weight.cast<double>();
  return weight.dot(target) / weight.sum();
}

AllRows::AllRows(const TrainingData& data, const std::vector<LayerSpec>& hidden) {
  const LabelledRows& rows = data.training;
  schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows, rows.weights(), data.sequence);
  encoder = Encoder::fit(schema, *rows.table, rows.rows, network_encoding(data.config, hidden), rows.weights());
  encoded = {encoder.shape(), make_examples(encoder, rows, class_factors(data.config.loss, rows))};
}

namespace {

constexpr int kStarts = 3;
constexpr double kLearned = 0.9;  ///< of the loss of the share of positives: below, the training rows are being learned
constexpr double kShare = 0.1;  ///< tolerated shortfall, as a share of what the other networks have learned

/// One attempt: trains for the goal's epochs, and on up to three times as many while it falls short.
struct Attempt {
  Network network;
  double loss = std::numeric_limits<double>::infinity();  ///< training loss of the last epoch
  int epochs = 0;
  bool stopped = false;
  LayerCourse course = {};
};

bool falls_short(double loss, const TrainingGoal& goal) {
  return loss > goal.loss + kShare * std::max(0.0, goal.base_loss - goal.loss);
}

Attempt train_once(const TrainingData& data, const Examples& examples, Network network, const TrainingGoal& goal,
                   const NetworkTrainingSettings& settings, const std::function<double(int)>& validation_loss) {
  const auto show = [&](TrainingMoment moment, int epoch, const Network& now) {
    if (validation_loss && data.observer.network) data.observer.network(moment, epoch, now, examples);
  };
  Attempt attempt{std::move(network)};
  const int most = std::min(settings.epochs, 3 * goal.epochs);
  LayerCourseRecorder course(data, examples, attempt.network, goal.epochs);
  course.record(0, attempt.network);
  show(TrainingMoment::start, 0, attempt.network);
  train_network(attempt.network, examples, nullptr, settings, [&](EpochRecord record) {
    if (validation_loss) record.validation_loss = validation_loss(record.epoch);
    show(TrainingMoment::epoch, record.epoch, attempt.network);
    course.record(record.epoch, attempt.network);
    if (validation_loss && data.observer.epoch) data.observer.epoch(record, goal.epochs);
    attempt.loss = record.loss;
    attempt.epochs = record.epoch;
    attempt.stopped = data.observer.should_stop();
    const bool go_on = record.epoch < goal.epochs || (falls_short(record.loss, goal) && record.epoch < most);
    return go_on && !attempt.stopped;
  });
  show(TrainingMoment::end, attempt.epochs, attempt.network);
  course.record(attempt.epochs, attempt.network, true);
  attempt.course = course.take();
  return attempt;
}

}  // namespace

std::string note_on_best_epoch(const TrainingGoal& goal, int most) {
  if (goal.epochs == 1 && goal.longest > 1) {
    const std::string first = "the first epoch is best on held-out rows";
    if (goal.least_loss > kLearned * goal.base_loss) {
      return first + ": either the network learns nothing that generalises, or optimizer.learning_rate is too high";
    }
    char text[300];
    std::snprintf(text, sizeof text,
                  ", although training loss falls to %.4f in %d epochs: what the network learns does not generalise. "
                  "--validation-fraction 0 --epochs %d trains it on all rows, without held-out metrics",
                  goal.least_loss, goal.longest, goal.longest);
    return first + text;
  }
  if (goal.epochs == most) {
    return "the last epoch is best on held-out rows: more epochs (training.epochs) may help";
  }
  return "";
}

void train_on_all_rows(const TrainingData& data, AllRows all, const std::vector<LayerSpec>& hidden,
                       const TrainingGoal& goal, Candidate& candidate,
                       const std::function<double(int epoch)>& validation_loss) {
  Classifier& model = candidate.model;
  const Config& config = data.config;
  const Examples& examples = all.encoded.examples;
  NetworkTrainingSettings settings = network_training_settings(config, examples.rows());
  Random random = random_stream(config, RandomStream::initialization);
  std::optional<Attempt> best;
  for (int start = 0; start < kStarts && (!best || falls_short(best->loss, goal)); ++start) {
    Network network(all.encoder.shape(), hidden);
    initialize_network(network, examples, config.model.initializer, random);
    if (!config.model.weights.empty()) load_weights(config.model.weights, network);
    if (start > 0) settings.seed = random.next();
    Attempt attempt = train_once(data, examples, std::move(network), goal, settings, validation_loss);
    if (attempt.stopped) {
      model.report.verdict += interrupted_before_all_rows();
      return;
    }
    if (!best || attempt.loss < best->loss) best = std::move(attempt);
  }
  shift_output_bias(best->network, -class_factors(config.loss, data.training).logit_shift());
  model.schema = std::move(all.schema);
  model.encoders = {std::move(all.encoder)};
  model.members = {{0, 1.0, std::move(best->network)}};
  candidate.course = std::move(best->course);
  model.report.epochs = model.report.best_epoch = best->epochs;
  model.report.verdict += then_trained_on_all_rows(best->epochs);
  if (falls_short(best->loss, goal)) {
    char text[200];
    std::snprintf(text, sizeof text,
                  "the saved network has training loss %.4f; the networks behind the held-out metrics had %.4f: expect "
                  "worse metrics on new rows; another --seed may help",
                  best->loss, goal.loss);
    model.report.notes.emplace_back(text);
  }
}

}  // namespace binet::detail
