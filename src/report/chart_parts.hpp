#pragma once

#include "report/report.hpp"

#include <string>
#include <vector>

namespace binet {

// The charts of the parts of a report; `report_charts` joins them.

/// ROC, precision and recall, calibration, distribution, gain and decision curve; empty without binned predictions of
/// both classes.
std::vector<AnyChart> performance_charts(const ReportData&);

/// Odds ratios of logistic regression, importance, pairs, and the effect of each column.
std::vector<AnyChart> column_charts(const ReportData&);

/// Loss per epoch.
std::vector<AnyChart> training_charts(const ReportData&);

}  // namespace binet
