#include "cli/coefficient_order.hpp"

#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/config/config_text.hpp"
#include "table/formula.hpp"
#include "table/level_order.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace binet {
namespace {

/// Where a coefficient is listed: its term, and its place within the term.
using Place = std::pair<std::size_t, std::size_t>;

/// The terms of the model's formula in R's order; none without a formula.
std::vector<std::string> terms_of(const Classifier& model) {
  std::vector<std::string> columns, names;
  for (const ColumnSchema& column : model.schema.columns) columns.push_back(column.name);
  try {
    Config trained;
    read_config(model.report.settings, "", "", trained);
    if (trained.model.terms.empty()) return names;
    const Formula formula = parse_formula(trained.model.terms, columns, model.schema.target.name);
    for (const std::vector<std::size_t>& term : formula.terms)
      names.push_back(joined(term, ":", [&](std::size_t variable) { return formula.variables[variable].text; }));
  } catch (const Error&) {  // a model without its settings, or made by hand
    names.clear();
  }
  return names;
}

class Places {
 public:
  explicit Places(const Classifier& model) {
    for (const std::string& name : terms_of(model)) terms_.emplace(name, terms_.size());
    for (const ColumnSchema& column : model.schema.columns)
      terms_.emplace(detail::formula_name(column.name), terms_.size());
    for (const ColumnSchema& column : model.schema.columns) {
      const std::size_t term = terms_.at(detail::formula_name(column.name));
      add(column.name, term);
      for (const std::size_t level : detail::order_of_levels(column.levels))
        add(column.name + "=" + column.levels[level], term);
      add(column.name + " (other)", term);
      add(column.name + " (missing)", term);
    }
    for (const TermSchema& term : model.schema.terms) {
      const std::size_t place = terms_.emplace(term.definition.term(), terms_.size()).first->second;
      add(term.column.name, place);
      add(term.column.name + " (missing)", place);
    }
  }

  Place of(const std::string& coefficient) const {
    const auto found = places_.find(coefficient);
    return found == places_.end() ? Place{terms_.size(), 0} : found->second;
  }

 private:
  void add(const std::string& coefficient, std::size_t term) {
    places_.emplace(coefficient, Place{term, places_.size()});
  }

  std::map<std::string, std::size_t> terms_;
  std::map<std::string, Place> places_;
};

}  // namespace

std::vector<Coefficient> in_order_of_terms(const Classifier& model, std::vector<Coefficient> coefficients) {
  if (coefficients.empty()) return coefficients;
  const Places places(model);
  std::stable_sort(coefficients.begin() + 1, coefficients.end(), [&](const Coefficient& a, const Coefficient& b) {
    return places.of(a.name) < places.of(b.name);
  });
  return coefficients;
}

}  // namespace binet
