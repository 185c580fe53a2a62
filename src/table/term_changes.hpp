#pragma once

#include "table/arithmetic.hpp"
#include "table/term_columns.hpp"

#include <Eigen/Core>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// ∂a/∂column, with numbers that are 0 or 1 left out. The derivative of abs is undefined at 0.
Arithmetic derivative_of(const Arithmetic& a, const std::string& column);

/// The columns whose sum is the derivative of a term's column by a numeric column of the file (product rule and chain
/// rule); none if it does not read that column.
std::vector<TermColumn> derivative_of(const TermColumn&, const std::string& column);

/// True for a column of a spline, a polynomial or an ordered category, which describes a curve with others.
bool describes_curve(const TermColumn&);

/// The term's column in rows whose category `column` has this level; nothing if it is 0 in all of them.
std::optional<TermColumn> at_level(TermColumn, const std::string& column, const std::string& level);

/// The values of such columns in rows of a table, rows × columns; NaN where a number is missing or the value is not
/// finite. `rows` is ascending. `levels`: as in TermCells.
Eigen::MatrixXd values_of(std::span<const TermColumn>, const Table&, const Schema& levels, std::span<const Index> rows);

}  // namespace binet
