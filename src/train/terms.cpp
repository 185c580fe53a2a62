#include "train/terms.hpp"

#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "config/validate.hpp"
#include "csv/text.hpp"
#include "table/term_columns.hpp"
#include "table/term_fit.hpp"

#include <algorithm>

namespace binet {
namespace {

/// Columns that a formula may name, and that "." means.
std::vector<std::string> features_of(const Config& config, const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    const std::string& field = column.source.field_of(column.name);
    const DataConfig& data = config.data;
    const bool used = field == data.target || field == data.weight || field == data.offset || field == data.group ||
                      field == data.time;
    if (!used && std::ranges::find(data.ignore, field) == data.ignore.end()) names.push_back(column.name);
  }
  return names;
}

}  // namespace

void prepare_terms(const Config& config, Table& training) {
  if (config.model.terms == training.formula) return;
  const std::vector<std::string> features = features_of(config, training);
  const Formula formula = parse_formula(config.model.terms, features, config.data.target);
  if (!formula.intercept && config.model.intercept) {
    Config without = config;
    without.model.intercept = false;
    validate(without);
  }
  FittedTerms fitted = fit_terms(formula, training, config.encoding.reference, config.model.intercept);
  for (const std::string& name : features) {
    const bool used = std::ranges::find(fitted.alone, name) != fitted.alone.end() ||
                      std::ranges::find(fitted.sources, name) != fitted.sources.end();
    if (!used) training.not_in_terms.push_back(name);
  }
  if (!training.not_in_terms.empty()) {
    training.remarks.push_back("model.terms does not name, and the model does not use: " +
                               first_joined(training.not_in_terms, 10, detail::in_quotes));
  }
  add_term_columns(training, {}, fitted.columns);
  training.only_in_terms = std::move(fitted.sources);
  training.intercept = formula.intercept;
  training.first_category = fitted.first_category;
  training.formula = config.model.terms;
}

std::vector<std::string> term_names(const Config& config, const Table& table) {
  std::vector<std::string> columns = features_of(config, table), names;
  std::erase_if(columns, [&](const std::string& name) {
    return std::ranges::find(table.terms, name, &TermColumn::name) != table.terms.end();
  });
  if (config.model.terms.empty()) return names;
  try {
    const Formula formula = parse_formula(config.model.terms, columns, config.data.target);
    for (const std::vector<std::size_t>& term : formula.terms) {
      names.push_back(joined(term, ":", [&](std::size_t variable) { return formula.variables[variable].text; }));
    }
  } catch (const UsageError&) {  // the model reads fewer columns than its formula names
  }
  return names;
}

void prepare_terms_like(const Table& training, Table& validation) {
  Schema levels;
  for (const Column& column : training.columns) {
    ColumnSchema& known = levels.columns.emplace_back();
    known.name = column.name;
    known.type = column.type;
    known.levels = column.levels;
  }
  add_term_columns(validation, levels, training.terms);
  validation.only_in_terms = training.only_in_terms;
  validation.not_in_terms = training.not_in_terms;
}

void prepare_terms_of(const Classifier& model, Table& table) {
  add_term_columns(table, model.schema);
}

void require_terms(const Config& config, const Table& training) {
  if (config.model.terms != training.formula) {
    throw UsageError("model.terms: the columns of the terms are not in the table; expected prepare_terms to add them");
  }
}

}  // namespace binet
