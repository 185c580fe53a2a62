#pragma once

#include "report/performance.hpp"
#include "report/report.hpp"

#include <vector>

namespace binet {

/// The quality of predictions in each group of the columns that the source names, larger groups first.
std::vector<GroupRow> judge_groups(const ReportSource&, const ScoredData&);

}  // namespace binet
