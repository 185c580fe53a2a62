#pragma once

#include "report/report.hpp"

#include <string>

namespace binet {

/// Writes every chart of the report to the folder, which is created if necessary: ID.svg, and its points as ID.csv.
/// Throws Error.
void write_figures(const ReportData&, const std::string& folder);

}  // namespace binet
