#pragma once

#include "report/report.hpp"
#include "report/report_tables.hpp"

#include <vector>

namespace binet {

/// For each sequence of ReportData::gates: the probability after each of its rows, the mean opening of each gate, and
/// gates and state of the unit whose state moves most.
std::vector<AnyChart> gate_charts(const ReportData&);

/// The rows of these sequences, with the probability after each.
std::vector<TextTable> gate_tables(const ReportData&);

}  // namespace binet
