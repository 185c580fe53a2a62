#pragma once

#include "table/drift_counts.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace binet {

/// One line per column, and kind, in which more cells than the limits say are unlike those of the training rows.
/// `training_rows`: of the model.
std::vector<std::string> drift_warnings(const detail::DriftCounts&, const DriftLimits&, Index training_rows);

/// Prints them to standard error, the file's name in front.
void print_drift_warnings(const std::string& source, const std::vector<std::string>& warnings);

/// Declares --warn-over.
void add_drift_flags(CLI::App&, std::vector<std::string>& warn_over);

/// The model's limits with those given as unseen=SHARE, missing=SHARE or range=SHARE in their place. Throws UsageError.
DriftLimits drift_limits(DriftLimits limits, const std::vector<std::string>& given);

}  // namespace binet
