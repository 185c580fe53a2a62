#pragma once

#include "report/report.hpp"

#include <span>
#include <vector>

namespace binet {

/// Rows of the data, evenly spaced, as texts that the model reads the same way; for a model of sequences the rows of
/// those which are not too long for a page. `rows` are those that examples end with.
std::vector<StartExample> start_examples(const Classifier&, const Table&, std::span<const Index> rows);

}  // namespace binet
