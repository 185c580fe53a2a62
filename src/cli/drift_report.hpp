#pragma once

#include "cli/command.hpp"
#include "cli/reading_flags.hpp"

#include <string>
#include <vector>

namespace binet {

/// What `check DATA --against MODEL` is asked.
struct DriftRequest {
  std::string model, data;
  bool json = false;
  std::vector<std::string> fail_over;  ///< FIGURE=VALUE: psi, missing, unseen or range
  ReadingFlags reading;
};

/// Compares the rows of a file with those a model was trained on, column by column, prints what it finds, the largest
/// drift first, and says whether the bounds are kept. Throws Error as BlockReader does, UsageError for a bound of
/// another form.
ExitStatus report_drift(const DriftRequest&);

}  // namespace binet
