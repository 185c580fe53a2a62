#pragma once

#include "cli/command.hpp"
#include "cli/reading_flags.hpp"

#include <string>
#include <vector>

namespace binet {

/// The request of `check DATA --against MODEL`.
struct DriftRequest {
  std::string model, data;
  bool json = false;
  std::vector<std::string> fail_over;  ///< FIGURE=VALUE: psi, missing, unseen or range
  ReadingFlags reading;
};

/// Compares the rows of a file with a model's training rows, column by column, prints the result with the largest drift
/// first, and returns whether the bounds are kept. Throws Error as BlockReader, and UsageError for a malformed bound.
ExitStatus report_drift(const DriftRequest&);

}  // namespace binet
