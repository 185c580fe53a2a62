#include "sgd/training_state.hpp"

#include "binet/base/error.hpp"
#include "sgd/kept_epochs.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet::detail {
namespace {

void require_size(Index found, Index expected, const std::string& what) {
  if (found == expected) return;
  throw Error("training: a state " + what + " " + std::to_string(found) + " numbers, expected " +
              std::to_string(expected));
}

}  // namespace

void check_state(const TrainingState& state, const Network& network, const Examples* validation,
                 const NetworkTrainingSettings& settings) {
  const auto fail = [](const std::string& what) { throw Error("training: a state " + what); };
  if (state.epochs.empty()) fail("without epochs");
  const int last = state.epochs.back().epoch;
  if (last < 1 || last > settings.epochs) {
    fail("after epoch " + std::to_string(last) + " of " + std::to_string(settings.epochs));
  }
  if (!std::ranges::equal(state.epochs, kept_epochs(last), {}, &EpochRecord::epoch)) {
    fail("that does not hold the epochs a run keeps of " + std::to_string(last));
  }
  if (state.finished != (state.stopped_early || last == settings.epochs)) fail("whose `finished` is wrong");
  const bool validated = validation != nullptr;
  if (state.best_epoch < 1 || state.best_epoch > last || (!validated && state.best_epoch != last)) {
    fail("whose best epoch is " + std::to_string(state.best_epoch) + " of " + std::to_string(last));
  }
  if (validated && !std::isfinite(state.best_validation_loss)) fail("whose best validation loss is not finite");
  const Index parameters = network.parameter_count();
  require_size(state.parameters.size(), parameters, "whose parameters are");
  require_size(state.best.size(), validated ? parameters : 0, "whose best epoch has");

  const bool kept = validated && settings.keep_validation_logits;
  const Index rows = kept ? validation->rows() : 0;
  require_size(std::ssize(state.validation_logits), kept ? std::ssize(state.epochs) : 0,
               "whose vectors of held-out logits are");
  for (const Vector& logits : state.validation_logits) require_size(logits.size(), rows, "whose held-out logits are");
  require_size(state.best_validation_logits.size(), rows, "whose held-out logits of the best epoch are");
}

}  // namespace binet::detail
