#pragma once

#include "binet/table/table.hpp"
#include "table/formula.hpp"

#include <string>
#include <vector>

namespace binet {

/// What a formula makes of a table: the columns to compute, and how the file's own columns are used.
struct FittedTerms {
  std::vector<TermColumn> columns;
  std::vector<std::string> alone;    ///< columns of the file that are terms by themselves
  std::string first_category;        ///< the first category of the formula, if it is a term by itself
  std::vector<std::string> sources;  ///< columns of the file that only other terms read
};

/// Fits what the formula's variables learn from data (knots, centres, orthogonal polynomials) on all rows of the table
/// that have them, as R does: neither the target nor weights are looked at. `references`: "column=level", the levels
/// that interactions leave out, where not the first bytewise. Without an intercept, in the formula or by `intercept`,
/// the first category of the formula keeps all its levels, as in R's model.matrix. Throws UsageError for a column of
/// the wrong type and for too few distinct numbers; Error for a number outside a function's domain, with its line.
FittedTerms fit_terms(const Formula&, const Table&, const std::vector<std::string>& references,
                      bool intercept = true);

}  // namespace binet
