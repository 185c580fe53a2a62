#pragma once

#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// Reasons why a model may be worth less than its metrics promise.
struct ValidityFindings {
  /// On columns that are row numbers, ids or long free text, and columns that separate the classes on their own. At
  /// most five sentences.
  std::vector<std::string> notes;
  std::vector<std::string> row_identifiers;  ///< the columns that are row numbers or ids
};

/// From a sample of the rows.
ValidityFindings examine_validity(const TrainingData&);

/// All notes on rows and columns of a training table that train adds to the report.
std::vector<std::string> notes_on_data(const Config&, const Table& training);

}  // namespace binet
