#pragma once

#include "binet/model/classifier.hpp"
#include "linear/design.hpp"
#include "linear/likelihood_tests.hpp"

#include <string>
#include <vector>

namespace binet {

/// What a column of a design comes from.
struct DesignSource {
  enum class Kind { none, number, flag, code };  ///< none: the intercept and the offset; flag: of a missing number
  Kind kind = Kind::none;
  std::string column;  ///< of the table: of the file, or of a term
  std::string level;   ///< of a code; empty for missing cells and for rare levels together
};

/// The codes of a category that is a term by itself: columns begin to end − 1 of a design.
struct DesignCategory {
  std::string column, reference;
  Index begin = 0, end = 0;
};

/// The rows for the statistics of a model without penalty: labelled rows of positive weight.
struct InferenceDesign {
  Design design;                  ///< one column per parameter, with the model's names and order
  std::vector<DesignSource> sources;        ///< one per column of the design
  std::vector<DesignCategory> categories;
  std::vector<char> basis;        ///< beside terms: true for splines, polynomials and ordered categories
  std::vector<DesignTerm> terms;  ///< of the formula; without one, a term per column of the file that is used
  /// Beside terms: true where another term contains all of this one's variables, as age:sex contains age. Then a test
  /// of this one alone depends on how the other is coded.
  std::vector<char> contained;
  std::vector<std::string> references;  ///< one per term: "sex=female"; empty for numbers. The reference's column, if
                                         //< any, is all 0
  std::vector<Index> rows;        ///< row numbers of the table
};

/// Encodes in double: numbers in original units minus the model's center, divided by its scale; missing ones at the
/// center with a flag; categories as 0 and 1. `drop_missing` leaves out rows with a missing feature. Throws Error if
/// the model clips or bins its numbers, so that no coefficient is a slope, and for a table without a labelled row or
/// without a column that the model reads.
InferenceDesign make_inference_design(const Classifier&, const Table&, bool drop_missing);

}  // namespace binet
