#include "train/network_trace.hpp"

#include "base/find_named.hpp"
#include "binet/base/error.hpp"
#include "model/member.hpp"
#include "train/initial_weights.hpp"
#include "train/network_recipe.hpp"
#include "train/single_network.hpp"
#include "train/training_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {
namespace {

/// Names of the one-hot inputs, in their order.
std::vector<std::string> one_hot_names(const Encoder& encoder) {
  std::vector<std::string> names = encoder.dense_names();
  for (std::size_t c = 0; c < encoder.categories().size(); ++c) {
    const std::vector<std::string> codes = encoder.code_names(static_cast<Index>(c));
    names.insert(names.end(), codes.begin(), codes.end());
  }
  for (const NumericEncoding& encoding : encoder.numeric()) {
    for (std::size_t bin = 1; bin < encoding.edges.size(); ++bin) {
      names.push_back(encoding.column + " bin " + std::to_string(bin));
    }
  }
  return names;
}

/// Replaces dense columns by their double values, which Features round to single precision.
void refine_dense(const Encoder& encoder, const Table& table, std::span<const Index> rows, MatrixD& inputs) {
  Index column = 0;
  for (const NumericEncoding& encoding : encoder.numeric()) {
    const Column& cells = table.at(encoding.column);
    if (encoding.edges.empty() && cells.type == ColumnType::numeric) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double x = table.number(cells, rows[i]);
        if (std::isnan(x)) continue;
        const double scaled = encoding.scaled(x);
        inputs(static_cast<Index>(i), column) =
            encoding.clip > 0 ? smoothly_clipped(scaled, encoding.clip) : scaled;
      }
    }
    column += (encoding.edges.empty() ? 1 : 0) + (encoding.missing_indicator ? 1 : 0);
  }
}

void take_rows(const Encoder& encoder, const Table& table, std::span<const Index> rows, TraceSubject& subject) {
  subject.input_names = one_hot_names(encoder);
  subject.rows.assign(rows.begin(), rows.end());
  subject.features = encoder.encode(table, rows);
  subject.inputs = one_hot_rows(subject.features, encoder.shape());
  refine_dense(encoder, table, rows, subject.inputs);
  subject.scaled = std::ranges::any_of(encoder.numeric(), [](const NumericEncoding& encoding) {
    return encoding.center != 0 || encoding.scale != 1 || encoding.clip != 0 || !encoding.edges.empty();
  });
}

/// Targets as in training; a row without a target cannot be traced.
void take_targets(const Table& table, const Config& config, const Vector& weights,
                  double mean_weight, const ClassFactors& factors, TraceSubject& subject) {
  const Vector target = read_target(table, subject.classes);
  const auto count = static_cast<Index>(subject.rows.size());
  subject.target.resize(count);
  subject.weight.resize(count);
  for (Index i = 0; i < count; ++i) {
    const Index row = subject.rows[static_cast<std::size_t>(i)];
    const auto y = static_cast<double>(target[row]);
    if (std::isnan(y)) {
      throw Error(table.source + ":" + std::to_string(table.line(row)) + ": target \"" + subject.classes.name +
                  "\" is missing: a backward pass needs it");
    }
    const double s = config.loss.label_smoothing;
    subject.target[i] = s == 0 ? y : y * (1 - s) + s / 2;
    const double weight = weights.size() == 0 ? 1 : static_cast<double>(weights[row]);
    subject.weight[i] = weight * (y > 0.5 ? factors.positive : factors.negative) / mean_weight;
  }
}

/// The gradient by the network that training uses, without penalties.
VectorD engine_gradient(const TraceSubject& subject, const TraceStep& step) {
  Network network = subject.network;
  network.parameters() = step.before.cast<Scalar>();
  const Features features = subject.features.gather(step.places);
  const RowRange rows{0, features.rows()};
  const auto count = static_cast<std::size_t>(rows.size());
  std::vector<Scalar> logits(count), target(count), value(count), slope(count);
  for (std::size_t i = 0; i < count; ++i) target[i] = static_cast<Scalar>(step.batch.target[static_cast<Index>(i)]);
  Workspace workspace;
  network.forward(features, rows, workspace, logits);
  loss(subject.training.loss).evaluate(logits, target, subject.training.loss_settings, value, slope);
  for (std::size_t i = 0; i < count; ++i) slope[i] *= static_cast<Scalar>(step.batch.share[static_cast<Index>(i)]);
  Vector gradient = Vector::Zero(network.parameter_count());
  network.backward(features, rows, slope, workspace, {gradient.data(), static_cast<std::size_t>(gradient.size())});
  return gradient.cast<double>();
}

double relative_difference(const VectorD& a, const VectorD& b) {
  const double largest = std::max(a.cwiseAbs().maxCoeff(), b.cwiseAbs().maxCoeff());
  return largest == 0 ? 0 : (a - b).cwiseAbs().maxCoeff() / largest;
}

/// Steps in double for plain gradient descent, otherwise with the rule that training uses.
class Updates {
 public:
  Updates(const NetworkTrainingSettings& settings, Index parameters)
      : settings_(settings), rule_(make_update_rule(settings.optimizer, parameters, settings.update_rule)) {}

  VectorD step(const VectorD& parameters, VectorD gradient) {
    if (settings_.clip_norm > 0) gradient *= std::min(1.0, settings_.clip_norm / gradient.norm());
    if (settings_.optimizer == "sgd") return -settings_.learning_rate * gradient;
    // Starts at 0, so that the step keeps its digits; adamw also shrinks the parameters themselves.
    Vector moved = Vector::Zero(parameters.size());
    const Vector slope = gradient.cast<Scalar>();
    const auto count = static_cast<std::size_t>(moved.size());
    rule_->step({moved.data(), count}, {slope.data(), count}, settings_.learning_rate, {});
    VectorD step = moved.cast<double>();
    if (settings_.optimizer == "adamw") {
      step -= settings_.learning_rate * settings_.update_rule.weight_decay * parameters;
    }
    return step;
  }

 private:
  const NetworkTrainingSettings& settings_;
  std::unique_ptr<UpdateRule> rule_;
};

}  // namespace

TraceSubject trace_start(const Config& config, const Table& table, std::span<const Index> rows) {
  if (config.model.kind == "auto") {
    throw UsageError("a trace follows one network: expected --model mlp or logistic, or --layers, found auto");
  }
  const TrainingData data = prepare_training_data(config, table, nullptr);
  const std::vector<LayerSpec> hidden =
      config.model.kind == "logistic" ? std::vector<LayerSpec>() : config.model.layers;
  const detail::AllRows all(data, hidden);
  Network network(all.encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  initialize_network(network, all.encoded.examples, config.model.initializer, random);
  VectorD parameters = network.parameters().cast<double>();
  if (!config.model.weights.empty()) parameters = read_weights(config.model.weights, network);
  TraceSubject subject{.network = std::move(network),
                       .parameters = std::move(parameters),
                       .classes = data.target,
                       .training = network_training_settings(config, data.training.size())};
  take_rows(all.encoder, table, rows, subject);
  const Examples& examples = all.encoded.examples;
  const Vector weights = config.data.weight.empty() ? Vector() : read_weight(table, config.data.weight);
  const ClassFactors factors = class_factors(config.loss, data.training);
  const bool weighted = weights.size() > 0 || factors.used();
  // Copies of a row are one example of a larger weight; its mean is over the rows of the file.
  const double mean = weighted ? examples.weight.cast<double>().sum() / static_cast<double>(table.rows) : 1;
  take_targets(table, config, weights, mean, factors, subject);
  return subject;
}

TraceSubject trace_model(const Classifier& model, std::size_t member, const Config& config, const Table& table,
                         std::span<const Index> rows) {
  if (member >= model.members.size()) {
    throw UsageError("--member " + std::to_string(member + 1) + ": the model has " +
                     std::to_string(model.members.size()));
  }
  const Member& traced = model.members[member];
  TraceSubject subject{.network = traced.network,
                       .parameters = traced.network.parameters().cast<double>(),
                       .classes = model.schema.target,
                       .training = network_training_settings(config, table.rows)};
  if (!config.model.weights.empty()) subject.parameters = read_weights(config.model.weights, subject.network);
  take_rows(model.encoders[traced.encoder], table, rows, subject);
  take_targets(table, config, Vector(), 1, ClassFactors(), subject);
  return subject;
}

std::vector<TraceStep> run_trace(const TraceSubject& subject, const TraceOptions& options) {
  const TracedObjective objective{&loss(subject.training.loss), subject.training.loss_settings, subject.training.l1,
                                  subject.training.l2};
  TracedObjective bare = objective;
  bare.l1 = bare.l2 = 0;
  const auto rows = static_cast<Index>(subject.rows.size());
  const Index size = std::min(rows, options.batch_size.value_or(rows));
  Updates updates(subject.training, subject.network.parameter_count());
  std::vector<TraceStep> steps;
  VectorD parameters = subject.parameters;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    for (Index begin = 0; begin < rows; begin += size) {
      const Index count = std::min(size, rows - begin);
      TraceStep step;
      step.epoch = epoch;
      step.places.resize(static_cast<std::size_t>(count));
      std::iota(step.places.begin(), step.places.end(), begin);
      step.batch = {subject.inputs.middleRows(begin, count), subject.target.segment(begin, count),
                    subject.weight.segment(begin, count) / static_cast<double>(count)};
      step.before = parameters;
      step.pass = trace_pass(subject.network, parameters, step.batch, objective);
      if (options.numeric) step.numeric = numeric_gradient(subject.network, parameters, step.batch, objective);
      step.engine_difference =
          relative_difference(trace_pass(subject.network, parameters, step.batch, bare).gradient,
                              engine_gradient(subject, step));
      step.step = updates.step(parameters, step.pass.gradient);
      for (const std::size_t layer : options.frozen) {
        for (const ParameterBlock& block : subject.network.parameter_blocks(layer)) {
          step.step.segment(block.offset, block.size()).setZero();
        }
      }
      step.after = parameters = parameters + step.step;
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

std::string_view update_formula(const TraceSubject& subject) {
  return find_named(update_rules(), "optimizer", subject.training.optimizer).formula;
}

}  // namespace binet
