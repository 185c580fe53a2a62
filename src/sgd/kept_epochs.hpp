#pragma once

#include <vector>

namespace binet::detail {

/// The largest number of epochs whose records and held-out logits are kept, besides the last: memory and checkpoints
/// stay bounded in runs of any length.
inline constexpr int kMostKeptEpochs = 1024;

/// After this many epochs, every `kept_step`-th is kept: the smallest power of two that leaves at most kMostKeptEpochs.
/// Epochs kept of a longer run are therefore also kept of a shorter one.
int kept_step(int epochs);

/// The epochs kept after this many, ascending from 1: the multiples of the step, and the last.
std::vector<int> kept_epochs(int epochs);

}  // namespace binet::detail
