#include "modelfile/terms_json.hpp"

#include "binet/base/error.hpp"
#include "table/arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_set>

namespace binet {
namespace {

template <class Column, class Field>
void describe_term(Column& term, Field&& field) {
  field("name", term.definition.name);
  field("variables", term.definition.variables);
  field("missing", term.column.missing, Index{0});
  field("minimum", term.column.minimum, 0.0);
  field("maximum", term.column.maximum, 0.0);
  field("mean", term.column.mean, 0.0);
  field("dropped", term.column.dropped, std::string());
}

template <class Factor, class Field>
void describe_factor(Factor& factor, Field&& field) {
  field("column", factor.column, std::string());
  field("level", factor.level, std::string());
  field("expression", factor.expression, std::string());
  field("knots", factor.polynomial.knots, std::vector<double>());
  field("origins", factor.polynomial.origins, std::vector<double>());
  field("levels", factor.levels, std::vector<std::string>());
  field("scores", factor.scores, std::vector<double>());
}

void require_column(const JsonPlace& place, const std::string& name, ColumnType type, const Schema& schema) {
  const auto found = std::ranges::find(schema.columns, name, &ColumnSchema::name);
  if (found != schema.columns.end() && found->type == type && found->dropped.empty()) return;
  place.fail(type == ColumnType::numeric ? "arithmetic on numeric columns that the model reads"
                                         : "a column of categories that the model reads");
}

void require_polynomial(const JsonPlace& item, const PiecewisePolynomial& polynomial) {
  const auto finite = [](double x) { return std::isfinite(x); };
  const bool ascending = std::ranges::adjacent_find(polynomial.knots, std::greater_equal()) == polynomial.knots.end() &&
                         std::ranges::all_of(polynomial.knots, finite);
  if (!ascending) item["knots"].fail("ascending numbers");
  if (!std::ranges::all_of(polynomial.origins, finite)) item["origins"].fail("finite numbers");
  const std::size_t pieces = polynomial.origins.size();
  if (pieces != polynomial.coefficients.size()) item["coefficients"].fail("one list per number of \"origins\"");
  if (pieces == 0 ? !polynomial.knots.empty() : pieces != polynomial.knots.size() + 1) {
    item["origins"].fail("one number more than there are knots");
  }
  for (std::size_t p = 0; p < pieces; ++p) {
    const std::vector<double>& piece = polynomial.coefficients[p];
    if (piece.empty() || !std::ranges::all_of(piece, finite))
      item["coefficients"][p].fail("one or more finite numbers");
  }
}

/// `used`: false for a term that no encoder reads, whose columns the model need not read either.
TermFactor factor_from_json(const JsonPlace& item, const Schema& schema, bool used) {
  TermFactor factor;
  FieldReader reader(item);
  describe_factor(factor, reader);
  reader.finish({"coefficients"});
  if (const auto coefficients = item.find("coefficients")) {
    for (std::size_t p = 0; p < coefficients->size(); ++p) {
      factor.polynomial.coefficients.push_back((*coefficients)[p].get<std::vector<double>>());
    }
  }
  require_polynomial(item, factor.polynomial);
  const auto finite = [](double score) { return std::isfinite(score); };
  if (factor.levels.size() != factor.scores.size() || !std::ranges::all_of(factor.scores, finite)) {
    item["scores"].fail("one finite number per level of \"levels\"");
  }
  if (factor.expression.empty()) {
    if (used) require_column(item["column"], factor.column, ColumnType::category, schema);
    return factor;
  }
  const JsonPlace expression = item["expression"];
  try {
    const Arithmetic arithmetic = parse_arithmetic(factor.expression);
    for (const std::string& name : columns_of(arithmetic)) {
      if (used) require_column(expression, name, ColumnType::numeric, schema);
    }
    ArithmeticProgram(arithmetic, columns_of(arithmetic));
  } catch (const UsageError& error) {
    expression.fail(std::string("arithmetic; ") + error.what());
  }
  return factor;
}

}  // namespace

Json terms_to_json(const std::vector<TermSchema>& terms) {
  Json list = Json::array();
  for (const TermSchema& term : terms) {
    Json& item = list.emplace_back(Json::object());
    describe_term(term, FieldWriter(item));
    Json& factors = item["factors"] = Json::array();
    for (const TermFactor& factor : term.definition.factors) {
      Json& written = factors.emplace_back(Json::object());
      describe_factor(factor, FieldWriter(written));
      if (!factor.polynomial.empty()) written["coefficients"] = factor.polynomial.coefficients;
    }
  }
  return list;
}

std::vector<TermSchema> terms_from_json(const JsonPlace& list, const Schema& schema) {
  std::vector<TermSchema> terms(list.size());
  std::unordered_set<std::string> names;
  for (const ColumnSchema& column : schema.columns) names.insert(column.name);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const JsonPlace item = list[i];
    FieldReader reader(item);
    describe_term(terms[i], reader);
    reader.finish({"factors"});
    terms[i].column.name = terms[i].definition.name;
    if (!names.insert(terms[i].definition.name).second) item["name"].fail("a name no other column has");
    const JsonPlace factors = item["factors"];
    if (factors.size() == 0) factors.fail("at least one factor");
    for (std::size_t f = 0; f < factors.size(); ++f) {
      terms[i].definition.factors.push_back(factor_from_json(factors[f], schema, terms[i].column.dropped.empty()));
    }
  }
  return terms;
}

}  // namespace binet
