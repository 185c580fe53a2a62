#pragma once

#include "binet/math/piecewise_polynomial.hpp"

#include <string>
#include <vector>

namespace binet {

/// One factor of a term's column: 1 where a category column has a level and 0 elsewhere; or the score of its level,
/// 0 for any other level; or arithmetic on numeric columns, mapped by a polynomial where there is one.
struct TermFactor {
  std::string column;                      ///< of categories; empty for arithmetic
  std::string level;                       ///< of an indicator
  std::string expression = {};             ///< "age", "log(income + 1)"; empty for categories
  PiecewisePolynomial polynomial = {};     ///< of the expression; without pieces: the expression itself
  std::vector<std::string> levels = {};    ///< of a column with scores, one per score; empty for an indicator
  std::vector<double> scores = {};
};

/// A column computed from columns of the file: the product of its factors.
struct TermColumn {
  std::string name;                    ///< "ns(dose, 4)2", "age:sex=male"
  std::vector<std::string> variables;  ///< of the term it belongs to: "ns(dose, 4)"; "age" and "sex"
  std::vector<TermFactor> factors;

  /// Text of the term: "ns(dose, 4)", "age:sex".
  std::string term() const;
};

}  // namespace binet
