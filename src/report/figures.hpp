#pragma once

#include "report/report.hpp"

#include <string>

namespace binet {

/// Writes every chart of the report to the folder, which is created if necessary: ID.svg, and its points as ID.csv.
/// Throws Error.
void write_figures(const ReportData&, const std::string& folder);

/// Writes only the points of the charts on how good predictions are, as ID.csv: roc, precision-recall, calibration,
/// distribution, gain, decision. Throws Error, also for rows of one class, which have no curves.
void write_curves(const ReportData&, const std::string& folder);

}  // namespace binet
