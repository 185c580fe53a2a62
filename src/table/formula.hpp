#pragma once

#include "table/arithmetic.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a term is made of, a variable of R's model formulas: a column, or a function of columns.
struct FormulaVariable {
  enum class Kind {
    column, value, powers, orthogonal, natural_spline, b_spline, restricted_spline, ordered, centred, scaled
  };
  Kind kind = Kind::column;
  std::string text;           ///< as the columns it makes are named: "age", "poly(bmi, 2)"
  Arithmetic value;           ///< of a column, that column
  int size = 1;               ///< columns it makes, unless it is a column of categories
  std::vector<double> knots;  ///< of a spline, the inner ones (of a restricted one all); empty: at quantiles
  std::vector<std::string> levels;  ///< of an ordered category, from the lowest; empty: numbers in their order
};

/// A formula in R's language: terms, each a product of variables.
struct Formula {
  std::vector<FormulaVariable> variables;
  std::vector<std::vector<std::size_t>> terms;  ///< ascending places of their variables; by size, then as written
  bool intercept = true;

  bool has(const std::vector<std::size_t>& term) const;
};

/// Reads "age*sex + poly(bmi, 2) - 1"; a left side, as in "~ age", may name `target` or nothing. `columns`: those it
/// may name, and "." stands for. Throws UsageError with the character where something else was expected.
Formula parse_formula(std::string_view text, const std::vector<std::string>& columns, const std::string& target = "");

}  // namespace binet
