#pragma once

#include "binet/model/classifier.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace binet {

/// The flags of `inspect` that ask for statistics from the training data.
struct InferenceFlags {
  std::string data;             ///< empty: none are asked for
  std::string errors = "model";
  std::string format = "text";
  bool sampling_weights = false, profile = false;
  std::size_t influential = 10;

  void declare(CLI::App&);
  /// Reads the data as the model's settings say and prints the statistics. Says on standard error where the data are
  /// not those the model was trained on. Throws UsageError for flags that are wrong.
  std::string print(const Classifier&, const std::string& model_path, bool json) const;
};

}  // namespace binet
