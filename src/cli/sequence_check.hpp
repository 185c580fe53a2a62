#pragma once

#include "binet/base/types.hpp"
#include "binet/config/config.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace binet {

/// What `binet check --sequence` says of the sequences of a file.
struct SequenceCheck {
  std::string column;  ///< whose equal values make rows one sequence
  Index count = 0;     ///< of sequences
  Index shortest = 0, longest = 0;
  double median = 0;         ///< rows per sequence
  bool labelled = false;     ///< the file has the target, and it is a label of whole sequences
  Index unlabelled = 0;      ///< sequences without a label
  std::string positive, negative;
  Index positives = 0;

  std::string as_text() const;
  nlohmann::ordered_json as_json() const;
};

/// Throws Error as training would: for a row without a sequence or time, a time that comes twice in a sequence, and a
/// sequence whose label changes. Throws UsageError for --order or --predict-each without --sequence.
SequenceCheck check_sequences(const DataConfig&);

}  // namespace binet
