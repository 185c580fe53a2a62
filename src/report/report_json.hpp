#pragma once

#include "report/report.hpp"

#include <string>

namespace binet {

/// What the scripts of the page read: classes, threshold, bins of the predictions, columns and rows to start from.
std::string report_json(const ReportData&);

}  // namespace binet
