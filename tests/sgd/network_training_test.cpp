#include "sgd/network_training.hpp"

#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "linear/logistic.hpp"
#include "linear/random_examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace binet {
namespace {

constexpr bool kExact = std::is_same_v<Scalar, double>;

/// The examples' own shape, and a small network on it.
Network make_network(const Examples& examples, std::vector<LayerSpec> hidden, std::uint64_t seed = 1) {
  FeatureShape shape{.dense = examples.features.dense.cols(), .levels = {}, .bins = {}};
  for (Index c = 0; c < examples.features.codes.cols(); ++c) {
    shape.levels.push_back(examples.features.codes.col(c).maxCoeff() + 1);
  }
  Network network(shape, std::move(hidden));
  Random random(seed);
  network.initialize(initializer("xavier_normal"), random);
  return network;
}

/// The sign of a product: no linear model learns it.
Examples exclusive_or(Index rows, std::uint64_t seed) {
  Examples examples = random_examples({.rows = rows, .dense = 2, .seed = seed});
  for (Index i = 0; i < rows; ++i) {
    examples.target[i] = examples.features.dense(i, 0) * examples.features.dense(i, 1) > 0 ? 1 : 0;
  }
  return examples;
}

NetworkTrainingSettings quick_settings() {
  NetworkTrainingSettings settings;
  settings.epochs = 30;
  settings.batch_size = 32;
  settings.learning_rate = 0.01;
  return settings;
}

TEST(NetworkTraining, LearnsAnExclusiveOr) {
  const Examples training = exclusive_or(1000, 1), validation = exclusive_or(300, 2);
  Network network = make_network(training, {{.units = 16, .activation = "tanh"}});
  const TrainingSummary summary = train_network(network, training, &validation, quick_settings());
  EXPECT_LT(summary.best_validation_loss, 0.15);
  EXPECT_LT(summary.epochs.back().loss, summary.epochs.front().loss);
}

/// More rows than are mixed at a time, in a file; sorted by class, so that rows in file order would not do.
TEST(NetworkTraining, LearnsFromRowsInAFile) {
  set_memory_limit(1);
  Examples training = exclusive_or(150'000, 1);
  std::vector<Index> by_class(150'000);
  std::iota(by_class.begin(), by_class.end(), Index{0});
  std::stable_partition(by_class.begin(), by_class.end(), [&](Index i) { return training.target[i] > 0; });
  training = training.gather(by_class);
  EXPECT_TRUE(training.features.in_file());
  NetworkTrainingSettings settings = quick_settings();
  settings.epochs = 1;
  Network network = make_network(training, {{.units = 16, .activation = "tanh"}});
  const Examples validation = exclusive_or(300, 2);
  EXPECT_LT(train_network(network, training, &validation, settings).best_validation_loss, 0.3);
  set_memory_limit(0);
}

TEST(NetworkTraining, EarlyStoppingRestoresTheBest) {
  const Examples training = random_examples({.rows = 60, .dense = 10, .seed = 3});
  const Examples validation = random_examples({.rows = 60, .dense = 10, .seed = 4});  // another truth: overfits
  Network network = make_network(training, {{.units = 32}});
  NetworkTrainingSettings settings = quick_settings();
  settings.epochs = 200;
  settings.patience = 5;
  const TrainingSummary summary = train_network(network, training, &validation, settings);
  EXPECT_TRUE(summary.stopped_early);
  EXPECT_EQ(std::ssize(summary.epochs), summary.best_epoch + 5);
  for (const EpochRecord& record : summary.epochs) EXPECT_GE(record.validation_loss, summary.best_validation_loss);
  EXPECT_EQ(mean_loss(network, validation, loss("log_loss"), {}), summary.best_validation_loss);
}

TEST(NetworkTraining, PatienceMayGrowWithTheBestEpoch) {
  const Examples training = random_examples({.rows = 60, .dense = 10, .seed = 3});
  const Examples validation = random_examples({.rows = 60, .dense = 10, .seed = 4});
  Network network = make_network(training, {{.units = 32}});
  NetworkTrainingSettings settings = quick_settings();
  settings.epochs = 200;
  settings.patience = 6;
  settings.patience_growth = 1;
  const TrainingSummary summary = train_network(network, training, &validation, settings);
  EXPECT_EQ(std::ssize(summary.epochs), 2 * summary.best_epoch + 6);
}

TEST(NetworkTraining, SameBitsOnAnyNumberOfThreads) {
  const Examples examples = random_examples({.rows = 3000, .dense = 4, .levels = {5}, .weighted = true});
  std::vector<Vector> results;
  for (const int threads : {1, 2, 3, 16}) {
    set_thread_count(threads);
    Network network = make_network(examples, {{.units = 8}, {.type = "dropout", .rate = 0.2}});
    NetworkTrainingSettings settings = quick_settings();
    settings.epochs = 2;
    settings.batch_size = 1024;
    train_network(network, examples, &examples, settings);
    results.push_back(network.parameters());
  }
  set_thread_count(0);
  for (const Vector& result : results) EXPECT_EQ(result, results[0]);
}

/// One row a level, in the order of the levels; no dense column.
Examples one_example_a_level(Index rows) {
  Examples examples = random_examples({.rows = rows, .dense = 0, .levels = {2}});
  for (Index i = 0; i < rows; ++i) examples.features.codes(i, 0) = static_cast<std::int32_t>(i);
  return examples;
}

TEST(NetworkTraining, InALongTableOnlyTheLevelsSeenMove) {
  Examples examples = one_example_a_level(60);
  const FeatureShape shape{.dense = 0, .levels = {5000}, .bins = {}};
  for (const std::string type : {"dense", "gated"}) {
    Network network(shape, {{.type = type, .units = 3, .activation = "tanh", .input_scale = true}});
    Random random(1);
    network.initialize(initializer("he_normal"), random);
    const Vector before = network.parameters();
    NetworkTrainingSettings settings = quick_settings();
    settings.epochs = 2;
    settings.weight_decay = 0.1;
    settings.l2 = 0.1;
    train_network(network, examples, nullptr, settings);
    for (const ParameterBlock& block : network.parameter_blocks(0)) {
      if (block.kind == ParameterKind::bias) continue;
      const Index width = block.size() / 5000, seen = 60 * width;
      for (Index i = 0; i < block.size(); ++i) {
        EXPECT_EQ(network.parameters()[block.offset + i] != before[block.offset + i], i < seen) << block.name << i;
      }
    }
  }
}

TEST(NetworkTraining, ALevelPaysTheDecayOfStepsItWasNotIn) {
  const Examples examples = one_example_a_level(3);
  Network network({.dense = 0, .levels = {5}, .bins = {}}, {});
  network.parameters().setOnes();
  NetworkTrainingSettings settings;
  settings.epochs = 1;
  settings.batch_size = 1;  // the table is long beside it
  settings.learning_rate = 1;
  settings.rates = Vector::Zero(network.parameter_count());  // no step but the decay's
  settings.weight_decay = 0.125;
  train_network(network, examples, nullptr, settings);
  std::vector<Scalar> kept(network.parameters().begin(), network.parameters().begin() + 5);
  std::ranges::sort(kept);
  EXPECT_EQ(kept, (std::vector<Scalar>{0.625, 0.75, 0.875, 1, 1}));
}

TEST(NetworkTraining, LongTablesLearnAndKeepTheirBits) {
  Examples examples = random_examples({.rows = 4000, .dense = 2, .levels = {900}});
  for (Index i = 0; i < examples.rows(); ++i)
    examples.target[i] = examples.features.codes(i, 0) % 2 ? Scalar{1} : Scalar{0};
  std::vector<Vector> results;
  for (const int threads : {1, 2, 3, 16}) {
    set_thread_count(threads);
    Network network({.dense = 2, .levels = {900}, .bins = {}}, {{.units = 8}});
    Random random(1);
    network.initialize(initializer("he_normal"), random);
    NetworkTrainingSettings settings = quick_settings();
    settings.batch_size = 200;
    settings.learning_rate = 0.05;
    train_network(network, examples, nullptr, settings);
    EXPECT_LT(mean_loss(network, examples, loss("log_loss"), {}), 0.02);
    results.push_back(network.parameters());
  }
  set_thread_count(0);
  for (const Vector& result : results) EXPECT_EQ(result, results[0]);
}

TEST(NetworkTraining, WithoutHiddenLayersItFindsTheLogisticFit) {
  const Examples examples = random_examples({.rows = 500, .dense = 3, .levels = {4}, .weighted = true});
  Network network = make_network(examples, {});
  NetworkTrainingSettings settings;
  settings.optimizer = "momentum";
  settings.learning_rate = 1;
  settings.batch_size = 500;
  settings.epochs = 300;
  settings.l2 = 0.01;
  train_network(network, examples, nullptr, settings);
  const VectorD exact = solve_logistic(examples, {.l2 = 0.01}).parameters;
  const std::vector<ParameterBlock> blocks = network.parameter_blocks(0);
  for (const ParameterBlock& block : blocks) {
    const Index begin = block.kind == ParameterKind::bias ? 0 : 1;
    ASSERT_TRUE(block.kind == ParameterKind::bias || block.size() == exact.size() - 1 || blocks.size() > 2);
    if (block.kind == ParameterKind::bias) {
      EXPECT_NEAR(network.parameters()[block.offset], exact[begin], 1e-4);
    }
  }
  double weights_norm = 0;
  for (const ParameterBlock& block : blocks) {
    if (block.kind != ParameterKind::weight) continue;
    weights_norm += network.parameters().segment(block.offset, block.size()).cast<double>().squaredNorm();
  }
  EXPECT_NEAR(std::sqrt(weights_norm), exact.tail(exact.size() - 1).norm(), 1e-4);
}

TEST(NetworkTraining, DivergenceIsAnErrorThatAdvises) {
  const Examples examples = random_examples({.rows = 100, .dense = 3});
  Network network = make_network(examples, {{.units = 4, .activation = "identity"}});
  NetworkTrainingSettings settings = quick_settings();
  settings.optimizer = "sgd";
  settings.learning_rate = kExact ? 1e300 : 1e30;
  try {
    train_network(network, examples, nullptr, settings);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("lower the learning rate"));
  }
}

TEST(NetworkTraining, CallbackStopsAndKeepsTheBest) {
  const Examples examples = random_examples({.rows = 100, .dense = 3});
  Network network = make_network(examples, {{.units = 4}});
  const TrainingSummary summary = train_network(network, examples, &examples, quick_settings(),
                                                [](const EpochRecord& record) { return record.epoch < 3; });
  EXPECT_TRUE(summary.interrupted);
  EXPECT_EQ(summary.epochs.size(), 3U);
  EXPECT_EQ(mean_loss(network, examples, loss("log_loss"), {}), summary.best_validation_loss);
}

TEST(NetworkTraining, ResumedItEqualsAnUninterruptedRunBitForBit) {
  const Examples training = exclusive_or(300, 1), validation = exclusive_or(100, 2);
  for (const UpdateRuleType& rule : update_rules()) {
    NetworkTrainingSettings settings = quick_settings();
    settings.optimizer = rule.name;
    settings.epochs = 12;
    settings.schedule = "cosine";
    const std::vector<LayerSpec> hidden = {{.units = 8, .activation = "tanh"}, {.type = "dropout", .rate = 0.2}};
    Network whole = make_network(training, hidden);
    const TrainingSummary expected = train_network(whole, training, &validation, settings);

    std::optional<TrainingState> state;
    const TrainingContinuation leave{.save_wanted = [](int epoch) { return epoch == 5; },
                                     .save = [&](TrainingState kept) { state = std::move(kept); }};
    Network interrupted = make_network(training, hidden);
    train_network(
        interrupted, training, &validation, settings, [](const EpochRecord& record) { return record.epoch < 5; },
        leave);
    ASSERT_TRUE(state && !state->finished);
    Network resumed = make_network(training, hidden);
    const TrainingSummary found =
        train_network(resumed, training, &validation, settings, {},
                      {.from = state, .save_wanted = [](int) { return false; }, .save = leave.save});
    EXPECT_EQ(resumed.parameters(), whole.parameters()) << rule.name;
    EXPECT_EQ(found.best_epoch, expected.best_epoch);
    EXPECT_EQ(found.epochs.back().loss, expected.epochs.back().loss);

    ASSERT_TRUE(state->finished);
    Network again = make_network(training, hidden);
    train_network(again, training, &validation, settings, {}, {.from = state});
    EXPECT_EQ(again.parameters(), whole.parameters()) << "nothing is left to train";
  }
}

TEST(NetworkTraining, LongRunsKeepABoundedNumberOfEpochs) {
  const Examples training = exclusive_or(40, 1), validation = exclusive_or(20, 2);
  NetworkTrainingSettings settings = quick_settings();
  settings.epochs = 2100;
  settings.early_stopping = false;
  settings.keep_validation_logits = true;
  Network whole = make_network(training, {{.units = 2}});
  std::optional<TrainingState> state;
  const TrainingContinuation leave{.from = {}, .save_wanted = [](int epoch) { return epoch == 1101; },
                                   .save = [&](TrainingState kept) { if (!kept.finished) state = std::move(kept); }};
  const TrainingSummary expected = train_network(whole, training, &validation, settings, {}, leave);
  ASSERT_EQ(expected.epochs.size(), expected.validation_logits.size());
  EXPECT_EQ(expected.epochs.size(), 2100U / 4);
  for (std::size_t i = 0; i < expected.epochs.size(); ++i)
    EXPECT_EQ(expected.epochs[i].epoch, 4 * (static_cast<int>(i) + 1));
  EXPECT_EQ(mean_loss(expected.best_validation_logits, validation, loss("log_loss"), {}),
            expected.best_validation_loss);

  ASSERT_TRUE(state);
  EXPECT_EQ(state->epochs.size(), 1101U / 2 + 1);
  Network resumed = make_network(training, {{.units = 2}});
  const TrainingSummary found = train_network(resumed, training, &validation, settings, {}, {.from = state});
  EXPECT_EQ(resumed.parameters(), whole.parameters());
  EXPECT_EQ(found.validation_logits, expected.validation_logits);
  EXPECT_EQ(found.best_validation_logits, expected.best_validation_logits);
  EXPECT_EQ(found.best_loss, expected.best_loss);
}

TEST(NetworkTraining, StatesThatNoRunLeavesAreRefused) {
  const Examples training = exclusive_or(40, 1), validation = exclusive_or(20, 2);
  NetworkTrainingSettings settings = quick_settings();
  settings.epochs = 20;
  settings.keep_validation_logits = true;
  std::optional<TrainingState> left;
  Network network = make_network(training, {{.units = 2}});
  train_network(network, training, &validation, settings, [](const EpochRecord& record) { return record.epoch < 5; },
                {.from = {}, .save_wanted = [](int epoch) { return epoch == 5; },
                 .save = [&](TrainingState kept) { left = std::move(kept); }});
  ASSERT_TRUE(left);
  const std::vector<std::pair<const char*, std::function<void(TrainingState&)>>> damages = {
      {"no epochs", [](TrainingState& s) { s.epochs.clear(); }},
      {"an epoch left out", [](TrainingState& s) { s.epochs.erase(s.epochs.begin()); }},
      {"more epochs than the run has", [](TrainingState& s) { s.epochs.back().epoch = 21; }},
      {"best epoch 0", [](TrainingState& s) { s.best_epoch = 0; }},
      {"best epoch to come", [](TrainingState& s) { s.best_epoch = 6; }},
      {"finished", [](TrainingState& s) { s.finished = true; }},
      {"best loss", [](TrainingState& s) { s.best_validation_loss = std::numeric_limits<double>::quiet_NaN(); }},
      {"parameters", [](TrainingState& s) { s.parameters.conservativeResize(s.parameters.size() - 1); }},
      {"best", [](TrainingState& s) { s.best.resize(0); }},
      {"one vector of logits less", [](TrainingState& s) { s.validation_logits.pop_back(); }},
      {"no logits", [](TrainingState& s) { s.validation_logits.clear(); }},
      {"short logits", [](TrainingState& s) { s.validation_logits[2].conservativeResize(3); }},
      {"no logits of the best epoch", [](TrainingState& s) { s.best_validation_logits.resize(0); }},
      {"update rule", [](TrainingState& s) { s.update_rule.push_back(0); }},
      {"update rule of other steps", [](TrainingState& s) { s.update_rule.front() += 1; }},
  };
  for (const auto& [name, damage] : damages) {
    TrainingState state = *left;
    damage(state);
    Network resumed = make_network(training, {{.units = 2}});
    EXPECT_THROW(train_network(resumed, training, &validation, settings, {}, {.from = state}), Error) << name;
  }
}

TEST(NetworkTraining, ClippingBoundsTheStep) {
  const Examples examples = random_examples({.rows = 50, .dense = 3});
  Network network = make_network(examples, {});
  const Vector before = network.parameters();
  NetworkTrainingSettings settings = quick_settings();
  settings.optimizer = "sgd";
  settings.learning_rate = 1;
  settings.batch_size = 50;
  settings.epochs = 1;
  settings.clip_norm = 1e-3;
  train_network(network, examples, nullptr, settings);
  EXPECT_NEAR(static_cast<double>((network.parameters() - before).norm()), 1e-3, 1e-6);
}

TEST(NetworkTraining, RatesAndDecayReachTheirParametersOnly) {
  const Examples examples = random_examples({.rows = 50, .dense = 4});
  Network network = make_network(examples, {{.units = 9, .input_scale = true}});
  const Vector before = network.parameters();
  NetworkTrainingSettings settings = quick_settings();
  settings.rates = parameter_rates(network, 0, 0, true) * 0;
  settings.weight_decay = 0.5;
  settings.learning_rate = 1;
  settings.batch_size = 50;
  settings.epochs = 1;
  train_network(network, examples, nullptr, settings);  // no step but the decay's
  const Vector rates = parameter_rates(network, 0.1, 6, true);
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      const bool weight = block.kind == ParameterKind::weight;
      const Scalar rate = block.kind == ParameterKind::bias    ? Scalar(0.1)
                          : block.kind == ParameterKind::scale ? Scalar(6)
                          : layer == 0                         ? Scalar(0.5)
                                                               : Scalar(1.0 / 3);
      for (Index i = block.offset; i < block.offset + block.size(); ++i) {
        EXPECT_EQ(network.parameters()[i], before[i] * (weight ? Scalar(0.5) : Scalar(1)));
        EXPECT_FLOAT_EQ(static_cast<float>(rates[i]), static_cast<float>(rate));
      }
    }
  }
}

TEST(NetworkTraining, LogitsDoNotDependOnHowRowsAreCut) {
  const Examples examples = random_examples({.rows = 5000, .dense = 3});
  const Network network = make_network(examples, {{.units = 8}});
  const Vector all = compute_logits(network, examples.features);
  const std::vector<Index> some = {4999, 4096, 300, 0};
  const Vector few = compute_logits(network, examples.features.gather(some));
  for (std::size_t i = 0; i < some.size(); ++i) EXPECT_EQ(few[static_cast<Index>(i)], all[some[i]]);
}

TEST(GradientCheck, PassesForEveryLossWithPenaltiesAndWeights) {
  const Examples examples = random_examples({.rows = 300, .dense = 4, .levels = {3}, .weighted = true});
  const Network network =
      make_network(examples, {{.units = 6, .activation = "tanh"}, {.units = 5, .activation = "sigmoid"}});
  for (const Loss& row : losses()) {
    NetworkTrainingSettings settings;
    settings.loss = row.name;
    settings.label_smoothing = 0.1;
    settings.l1 = 0.01;
    settings.l2 = 0.1;
    const GradientCheck check = check_gradient(network, examples, settings, 50);
    EXPECT_EQ(check.checked, 50);
    EXPECT_LT(check.largest_relative_error, kExact ? 1e-6 : 1e-2) << row.name << ": " << check.worst_parameter;
  }
}

TEST(GradientCheck, NamesTheWorstParameter) {
  const Examples examples = random_examples({.rows = 20, .dense = 2});
  const GradientCheck check = check_gradient(make_network(examples, {{.units = 3}}), examples, {}, 1000);
  EXPECT_EQ(check.checked, 13);
  EXPECT_THAT(check.worst_parameter, testing::MatchesRegex("layer [12] .*\\[.*\\]"));
}

}  // namespace
}  // namespace binet
