#include "train/checkpoint.hpp"

#include "binet/base/error.hpp"
#include "model/example_models.hpp"
#include "binet/modelfile/model_file.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace binet {
namespace {

TEST(Checkpoint, ReadsBackEveryBit) {
  TrainingState state;
  state.stopped_early = true;
  state.epochs = {{2, 0.5, 0.25, 1, 0.5, 3}, {3, 0.1, std::numeric_limits<double>::quiet_NaN(), 1e-300, 0.25, 7}};
  state.best_epoch = 2;
  state.best_loss = 1.0 / 3;
  state.best_validation_loss = std::numeric_limits<double>::infinity();
  state.parameters = Vector::LinSpaced(5, Scalar(-1) / 3, Scalar(1e30));
  state.validation_logits = {Vector::LinSpaced(3, -1, Scalar(0.3)), Vector::Zero(3)};
  state.best_validation_logits = Vector::LinSpaced(3, Scalar(0.1), 7);
  state.update_rule = {12, -0.0, 1e-45};
  Checkpoint checkpoint{example_config("mlp"), "abc", {{4, state}}};
  const Checkpoint read = parse_checkpoint(print_checkpoint(checkpoint), "c.json");
  EXPECT_EQ(print_checkpoint(read), print_checkpoint(checkpoint));
  EXPECT_EQ(read.networks.at(4).parameters, state.parameters);
  EXPECT_EQ(read.networks.at(4).best.size(), 0);
  EXPECT_EQ(read.networks.at(4).validation_logits, state.validation_logits);
  EXPECT_TRUE(std::isnan(read.networks.at(4).epochs.at(1).validation_loss));
}

TEST(Checkpoint, OtherTextIsAnErrorThatNamesTheFile) {
  const std::string whole = print_checkpoint({example_config("mlp"), "abc", {{0, {}}}});
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[1]"), whole.substr(0, whole.size() / 2)}) {
    try {
      parse_checkpoint(text, "c.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("cannot resume from this checkpoint: c.json"));
    }
  }
}

/// Stops at the first epoch past `epochs`, prints the checkpoint and resumes from it.
Classifier train_in_two_parts(const Config& config, const Table& table, int epochs) {
  CheckpointStore first({config, "", {}}, 0, {});
  int done = 0;
  TrainingObserver observer;
  observer.epoch = [&](const EpochRecord&, int) { ++done; };
  observer.stop_requested = [&] { return done >= epochs; };
  train(config, table, nullptr, {observer, &first});
  const Checkpoint left = parse_checkpoint(print_checkpoint(first.checkpoint()), "text");
  EXPECT_FALSE(left.networks.empty());
  CheckpointStore second(left, 0, {});
  return train(left.config, table, nullptr, {.checkpoints = &second});
}

TEST(Checkpoint, AResumedRunMakesTheModelOfAnUninterruptedOne) {
  const Table table = parse_table(example_csv(300));
  for (const char* kind : {"mlp", "auto"}) {
    const Config config = example_config(kind);
    const std::string whole = print_model(train(config, table, nullptr));
    for (const int epochs : {1, 7, 30}) {
      EXPECT_EQ(print_model(train_in_two_parts(config, table, epochs)), whole) << kind << " stopped after " << epochs;
    }
  }
}

TEST(Checkpoint, DoesNotGrowWithEveryEpoch) {
  const Table table = parse_table(example_csv(40));
  Config config = example_config("mlp");
  config.training.early_stopping = false;
  config.training.epochs = 2500;
  CheckpointStore store({config, "", {}}, 1e9, {});
  train(config, table, nullptr, {.checkpoints = &store});
  ASSERT_FALSE(store.checkpoint().networks.empty());
  for (const auto& [number, state] : store.checkpoint().networks) {
    EXPECT_EQ(state.epochs.back().epoch, 2500);
    EXPECT_LE(state.epochs.size(), 1025U);
    EXPECT_LE(state.validation_logits.size(), 1025U);
  }
}

TEST(Checkpoint, NetworksThatTheRunDoesNotTrainAreRefused) {
  TrainingState state;
  CheckpointStore checkpoints({example_config("mlp"), "", {{1000, state}}}, 0, {});
  const TrainingRun run{.checkpoints = &checkpoints};
  EXPECT_THROW(train(example_config("mlp"), parse_table(example_csv(100)), nullptr, run), Error);
}

TEST(Checkpoint, OtherDataAreRefused) {
  CheckpointStore checkpoints({example_config("mlp"), "0123456789abcdef", {}}, 0, {});
  const TrainingRun run{.checkpoints = &checkpoints};
  EXPECT_THROW(train(example_config("mlp"), parse_table(example_csv(100)), nullptr, run), Error);
}

}  // namespace
}  // namespace binet
