#pragma once

#include "report/report.hpp"

#include <string>

namespace binet {

/// The data for the scripts of the page: classes, threshold, bins of the predictions, columns with the levels that the
/// page's model knows, and initial rows.
std::string report_json(const ReportData&, const Schema& of_page);

}  // namespace binet
