#pragma once

#include "cli/command_parser.hpp"
#include "table/drift_counts.hpp"

#include <string>
#include <vector>

namespace binet {

/// One line per column and kind of drift that exceeds its limit. `training_rows`: number of the model's training rows.
std::vector<std::string> drift_warnings(const detail::DriftCounts&, const DriftLimits&, Index training_rows);

/// Prints the warnings to standard error, each after the file's name.
void print_drift_warnings(const std::string& source, const std::vector<std::string>& warnings);

/// Declares --warn-over.
void add_drift_flags(CommandParser, std::vector<std::string>& warn_over);

/// The model's limits, replaced where unseen=SHARE, missing=SHARE or range=SHARE is given. Throws UsageError.
DriftLimits drift_limits(DriftLimits limits, const std::vector<std::string>& given);

}  // namespace binet
