#pragma once

#include <vector>

namespace binet::detail {

/// The most epochs of a run of which records and held-out logits are kept, but for the last: memory and checkpoints
/// stay bounded, however long a run is.
inline constexpr int kMostKeptEpochs = 1024;

/// After so many epochs every `kept_step`-th is kept: the least power of two that leaves at most kMostKeptEpochs. What
/// is kept of a longer run is therefore also kept of a shorter one.
int kept_step(int epochs);

/// The epochs kept after so many: from 1, ascending; the multiples of the step, and the last.
std::vector<int> kept_epochs(int epochs);

}  // namespace binet::detail
