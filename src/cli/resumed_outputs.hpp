#pragma once

#include "train/checkpoint.hpp"

#include <string>

namespace binet {

/// A checkpoint may come from anyone, and names the files of its run. A resumed run writes only those that are
/// harmless. Throws Error saying what to type, unless
/// - the model was named on the command line (`model_given`), is an open stream, does not exist, or is the model that
/// the interrupted run left: marked as interrupted, and of the same training data;
/// - the log was named on the command line (`log_given`), is an open stream, does not exist, or is empty or a log.
void check_resumed_outputs(const Checkpoint&, const std::string& resumed, bool model_given, bool log_given);

}  // namespace binet
