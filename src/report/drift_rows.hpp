#pragma once

#include "binet/model/classifier.hpp"
#include "table/column_figures.hpp"

#include <vector>

namespace binet {

/// How the columns differ from those of the training rows; those that differ most come first.
std::vector<detail::ColumnFigures> find_drift(const Classifier&, const Table&);

}  // namespace binet
