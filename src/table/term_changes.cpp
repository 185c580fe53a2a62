#include "table/term_changes.hpp"

#include "base/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace binet {
namespace {

using Kind = Arithmetic::Kind;

Arithmetic constant(double number) {
  return {Kind::number, number, "", {}};
}

bool is_constant(const Arithmetic& a, double number) {
  return a.kind == Kind::number && a.number == number;
}

Arithmetic call(const char* function, Arithmetic argument) {
  return {Kind::function, 0, function, {std::move(argument)}};
}

Arithmetic binary(Kind kind, Arithmetic left, Arithmetic right) {
  Arithmetic both{kind, 0, "", {}};
  both.parts.push_back(std::move(left));
  both.parts.push_back(std::move(right));
  return both;
}

Arithmetic plus(Arithmetic left, Arithmetic right) {
  if (is_constant(left, 0)) return right;
  if (is_constant(right, 0)) return left;
  return binary(Kind::sum, std::move(left), std::move(right));
}

Arithmetic times(Arithmetic left, Arithmetic right) {
  if (is_constant(left, 0) || is_constant(right, 0)) return constant(0);
  if (is_constant(left, 1)) return right;
  if (is_constant(right, 1)) return left;
  return binary(Kind::product, std::move(left), std::move(right));
}

Arithmetic over(Arithmetic left, Arithmetic right) {
  if (is_constant(left, 0)) return left;
  return binary(Kind::quotient, std::move(left), std::move(right));
}

Arithmetic negative(Arithmetic a) {
  if (is_constant(a, 0)) return a;
  return {Kind::negative, 0, "", {std::move(a)}};
}

/// f′(u) of the functions of arithmetic.
Arithmetic slope_of_function(const std::string& name, const Arithmetic& u) {
  if (name == "log") return over(constant(1), u);
  if (name == "log2") return over(constant(1 / std::numbers::ln2), u);
  if (name == "log10") return over(constant(1 / std::numbers::ln10), u);
  if (name == "log1p") return over(constant(1), plus(constant(1), u));
  if (name == "exp") return call("exp", u);
  if (name == "sqrt") return over(constant(0.5), call("sqrt", u));
  return over(u, call("abs", u));
}

/// (u^v)′ = v u^(v − 1) u′ + u^v log(u) v′
Arithmetic slope_of_power(const Arithmetic& a, const std::string& column) {
  const Arithmetic &u = a.parts[0], &v = a.parts[1];
  const Arithmetic less = v.kind == Kind::number ? constant(v.number - 1) : binary(Kind::difference, v, constant(1));
  Arithmetic raised = binary(Kind::power, u, less);
  if (is_constant(less, 0)) raised = constant(1);
  if (is_constant(less, 1)) raised = u;
  return plus(times(times(v, raised), derivative_of(u, column)),
              times(times(a, call("log", u)), derivative_of(v, column)));
}

PiecewisePolynomial derivative_of(PiecewisePolynomial polynomial) {
  for (std::vector<double>& piece : polynomial.coefficients) {
    for (std::size_t k = 1; k < piece.size(); ++k) piece[k - 1] = static_cast<double>(k) * piece[k];
    if (piece.size() > 1) piece.pop_back();
    else piece = {0.0};
  }
  return polynomial;
}

}  // namespace

Arithmetic derivative_of(const Arithmetic& a, const std::string& column) {
  const auto slope = [&](std::size_t i) { return derivative_of(a.parts[i], column); };
  switch (a.kind) {
    case Kind::number: return constant(0);
    case Kind::column: return constant(a.name == column ? 1 : 0);
    case Kind::negative: return negative(slope(0));
    case Kind::sum: return plus(slope(0), slope(1));
    case Kind::difference: return plus(slope(0), negative(slope(1)));
    case Kind::product: return plus(times(slope(0), a.parts[1]), times(a.parts[0], slope(1)));
    case Kind::quotient:  // (u/v)′ = u′/v − u v′/v²
      return plus(over(slope(0), a.parts[1]), negative(over(times(a.parts[0], slope(1)),
                                                            binary(Kind::product, a.parts[1], a.parts[1]))));
    case Kind::power: return slope_of_power(a, column);
    case Kind::function: break;
  }
  return times(slope_of_function(a.name, a.parts[0]), slope(0));
}

std::vector<TermColumn> derivative_of(const TermColumn& term, const std::string& column) {
  std::vector<TermColumn> sum;
  for (std::size_t f = 0; f < term.factors.size(); ++f) {
    const TermFactor& factor = term.factors[f];
    if (factor.expression.empty()) continue;
    const Arithmetic inner = derivative_of(parse_arithmetic(factor.expression), column);
    if (is_constant(inner, 0)) continue;
    TermColumn product = term;
    if (factor.polynomial.empty()) {
      product.factors[f].expression = print_arithmetic(inner);
    } else {
      product.factors[f].polynomial = derivative_of(factor.polynomial);
      if (!is_constant(inner, 1)) product.factors.push_back({"", "", print_arithmetic(inner), {}});
    }
    sum.push_back(std::move(product));
  }
  return sum;
}

bool describes_curve(const TermColumn& term) {
  return std::ranges::any_of(term.factors, [](const TermFactor& factor) {
    const PiecewisePolynomial& polynomial = factor.polynomial;
    return !factor.scores.empty() || polynomial.origins.size() > 1 ||
           (polynomial.origins.size() == 1 && polynomial.coefficients[0].size() > 2);
  });
}

std::optional<TermColumn> at_level(TermColumn term, const std::string& column, const std::string& level) {
  for (TermFactor& factor : term.factors) {
    if (!factor.expression.empty() || factor.column != column) continue;
    double value = factor.level == level ? 1 : 0;
    if (!factor.scores.empty()) {
      const auto found = std::ranges::find(factor.levels, level) - factor.levels.begin();
      value = found < std::ssize(factor.levels) ? factor.scores[static_cast<std::size_t>(found)] : 0;
    }
    if (value == 0) return {};
    factor = {"", "", shortest_digits(value)};
  }
  return term;
}

Eigen::MatrixXd values_of(std::span<const TermColumn> columns, const Table& table, const Schema& levels,
                          std::span<const Index> rows) {
  std::vector<const TermColumn*> wanted;
  for (const TermColumn& column : columns) wanted.push_back(&column);
  Eigen::MatrixXd values(std::ssize(rows), std::ssize(columns));
  if (columns.empty()) return values;
  const TermCells cells(table, levels, wanted, true);
  std::vector<double> found;
  for (std::size_t i = 0; i < rows.size();) {  // runs of rows that follow one another in a block
    const TableBlock& block = table.block_of(rows[i]);
    const Index first = rows[i] - block.first_row;
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end] == rows[end - 1] + 1 && rows[end] < block.first_row + block.rows) ++end;
    const auto count = static_cast<Index>(end - i);
    found.resize((end - i) * columns.size());
    cells.fill(block, {first, first + count}, found.data());
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    values.middleRows(static_cast<Index>(i), count) =
        Eigen::Map<const RowMajor>(found.data(), count, values.cols());
    i = end;
  }
  return values;
}

}  // namespace binet
