#pragma once

#include "binet/model/classifier.hpp"
#include "cli/command_parser.hpp"

#include <string>

namespace binet {

/// The flags of `inspect` that ask for statistics from the training data.
struct InferenceFlags {
  std::string data;             ///< empty: no statistics
  std::string errors = "model";
  std::string format = "text";
  bool sampling_weights = false, profile = false, quiet = false;
  std::size_t influential = 10;

  void declare(CommandParser);
  /// Reads the data with the model's settings and prints the statistics. Says on standard error if the data differ
  /// from the training data, unless quiet. Throws UsageError for invalid flags.
  std::string print(const Classifier&, const std::string& model_path, bool json) const;
};

}  // namespace binet
