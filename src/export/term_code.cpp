#include "export/term_code.hpp"

#include "base/text_list.hpp"
#include "table/arithmetic.hpp"
#include "table/term_columns.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

std::string code_of(const Arithmetic& a, const ModelDescription& model, const TermLanguage& language) {
  const auto part = [&](std::size_t i) { return code_of(a.parts[i], model, language); };
  const auto binary = [&](const char* sign) { return "(" + part(0) + sign + part(1) + ")"; };
  switch (a.kind) {
    case Arithmetic::Kind::number: return language.number(a.number);
    case Arithmetic::Kind::column: {
      const auto found = std::ranges::find(model.number_columns, a.name);
      return language.column(static_cast<std::size_t>(found - model.number_columns.begin()));
    }
    case Arithmetic::Kind::negative: return "(-" + part(0) + ")";
    case Arithmetic::Kind::sum: return binary(" + ");
    case Arithmetic::Kind::difference: return binary(" - ");
    case Arithmetic::Kind::product: return binary(" * ");
    case Arithmetic::Kind::quotient: return binary(" / ");
    case Arithmetic::Kind::power: return "pow(" + part(0) + ", " + part(1) + ")";
    case Arithmetic::Kind::function: break;
  }
  return std::string(find_arithmetic_function(a.name)->code) + "(" + part(0) + ")";
}

/// The score of the category's level: "(is(a) ? 0.7 : is(b) ? -0.7 : 0)".
std::string print_scores(const TermFactor& factor, std::size_t column, const TermLanguage& language) {
  std::string text = "(";
  for (std::size_t i = 0; i < factor.levels.size(); ++i) {
    text += language.indicator(column, factor.levels[i]) + " ? " + language.number(factor.scores[i]) + " : ";
  }
  return text + "0)";
}

std::string print_term(const ModelDescription& model, const TermColumn& term, const TermLanguage& language,
                       const std::string& place) {
  std::vector<std::string> absent, values, missing;
  for (const TermFactor& factor : term.factors) {
    if (factor.expression.empty()) {
      const auto found = std::ranges::find(model.category_columns, factor.column) - model.category_columns.begin();
      const auto column = static_cast<std::size_t>(found);
      if (factor.scores.empty()) {
        absent.push_back("!" + language.indicator(column, factor.level));
      } else {
        values.push_back(print_scores(factor, column, language));
        absent.push_back(values.back() + " == 0");
      }
      continue;
    }
    const Arithmetic arithmetic = parse_arithmetic(factor.expression);
    for (const std::string& name : columns_of(arithmetic)) {
      const auto column = std::ranges::find(model.number_columns, name) - model.number_columns.begin();
      const std::string test = language.is_missing + "(" + language.column(static_cast<std::size_t>(column)) + ")";
      if (std::ranges::find(missing, test) == missing.end()) missing.push_back(test);
    }
    const std::string x = code_of(arithmetic, model, language);
    values.push_back(factor.polynomial.empty() ? x : language.polynomial(x, factor.polynomial));
  }
  std::string text = "  " + place + " = ";
  if (!absent.empty()) text += joined(absent, " || ") + " ? 0 : ";
  if (!missing.empty()) text += joined(missing, " || ") + " ? " + language.not_a_number + " : ";
  text += (values.empty() ? "1" : joined(values, " * ")) + ";\n";
  if (missing.empty()) return text;  // it reads no number
  return text + "  if (!" + language.is_finite + "(" + place + ") && !(" + joined(missing, " || ") + ")) " +
         language.fail + "\n";
}

}  // namespace

std::string print_terms(const ModelDescription& model, const TermLanguage& language,
                        const std::function<std::string(std::size_t)>& place) {
  std::string text;
  for (std::size_t t = 0; t < model.terms.size(); ++t) text += print_term(model, model.terms[t], language, place(t));
  return text;
}

std::string print_single_piece(const std::string& x, const PiecewisePolynomial& polynomial,
                               const std::function<std::string(double)>& number) {
  const std::vector<double>& coefficients = polynomial.coefficients[0];
  const std::string y = "(" + x + " - " + number(polynomial.origins[0]) + ")";
  std::string text = number(coefficients.back());
  for (std::size_t k = coefficients.size() - 1; k > 0; --k) {
    text = "(" + text + " * " + y + " + " + number(coefficients[k - 1]) + ")";
  }
  return text;
}

}  // namespace binet::detail
