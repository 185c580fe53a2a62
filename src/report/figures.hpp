#pragma once

#include "report/report.hpp"

#include <string>

namespace binet {

/// Writes every chart of the report to the folder, made if need be: ID.svg, and its points as ID.csv. Throws Error.
void write_figures(const ReportData&, const std::string& folder);

}  // namespace binet
