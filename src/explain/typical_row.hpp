#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <string>
#include <string_view>

namespace binet {

struct ClassHistogram;

/// The histogram of a column in the training rows; null if the model has none.
const ClassHistogram* find_histogram(const Classifier&, std::string_view column);

/// A typical cell: the median (or mean) of numbers, the most frequent level. Empty: the column has no value.
std::string typical_cell(const Classifier&, const ColumnSchema&);

/// A table of one row with the typical cell in every column in use, as Table::gather makes them; no rows if the model
/// uses no column.
Table typical_row(const Classifier&);

}  // namespace binet
