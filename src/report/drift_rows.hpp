#pragma once

#include "report/report.hpp"

#include <span>
#include <vector>

namespace binet {

/// How each column of these rows differs from the training rows, the largest difference first.
std::vector<DriftRow> find_drift(const Classifier&, const Table&, std::span<const Index> rows);

}  // namespace binet
