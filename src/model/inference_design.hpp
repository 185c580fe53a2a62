#pragma once

#include "binet/model/classifier.hpp"
#include "linear/design.hpp"
#include "linear/likelihood_tests.hpp"

#include <string>
#include <vector>

namespace binet {

/// The rows that statistics of a model without penalty are made of: labelled, of a weight above 0.
struct InferenceDesign {
  Design design;                  ///< a column per parameter, named and laid out as the model's
  std::vector<DesignTerm> terms;  ///< of the formula; without one, a term per column of the file that is used
  /// Beside terms: true where another term contains all of this one's variables, as age:sex contains age. Then a test
  /// of this one alone depends on how the other is coded.
  std::vector<char> contained;
  std::vector<char> alone;        ///< beside terms: true for a column of the file that no other term reads
  std::vector<std::string> references;  ///< beside terms: "sex=female"; empty for numbers. Its column, if any, is all 0
  std::vector<Index> rows;        ///< of the table
};

/// Encodes in double: numbers in original units minus the model's centre over its scale, missing ones at the centre with
/// a flag, categories as 0 and 1. `drop_missing` leaves out rows with a missing feature instead. Throws Error where the model clips or bins its numbers, so that no coefficient is a
/// slope, and for a table without a labelled row or without a column that the model reads.
InferenceDesign make_inference_design(const Classifier&, const Table&, bool drop_missing);

}  // namespace binet
