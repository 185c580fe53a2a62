#pragma once

#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// What in the training rows makes a model worth less than its metrics promise: columns that count the rows or name
/// them, long free text, and columns that tell the classes apart alone. One sentence each, at most five, from a sample
/// of the rows.
std::vector<std::string> notes_on_validity(const TrainingData&);

/// All notes on rows and columns of a training table, as train puts them into the report.
std::vector<std::string> notes_on_data(const Config&, const Table& training);

}  // namespace binet
