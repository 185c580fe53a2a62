#include "table/term_fit.hpp"

#include "base/number_text.hpp"
#include "base/setting_error.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "math/b_spline.hpp"
#include "math/natural_spline.hpp"
#include "math/polynomial_basis.hpp"
#include "math/quantile.hpp"
#include "math/restricted_spline.hpp"
#include "table/ordered_levels.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string_view>

namespace binet {

using namespace detail;

namespace {

using Kind = FormulaVariable::Kind;
constexpr std::size_t kMostColumns = 20000;

/// A column that a variable makes: its name and its factor.
struct VariableColumn {
  std::string name;
  TermFactor factor;
};

class TermFitter {
 public:
  TermFitter(const Formula& formula, const Table& table, const std::vector<std::string>& references, bool intercept)
      : formula_(formula), table_(table), references_(references), intercept_(intercept && formula.intercept) {}

  FittedTerms fit() {
    if (!intercept_) find_first_category();
    for (const std::vector<std::size_t>& term : formula_.terms) add(term);
    std::set<std::string> alone(found_.alone.begin(), found_.alone.end()), read;
    for (const TermColumn& column : found_.columns) {
      for (const std::string& name : columns_of(column)) read.insert(name);
    }
    for (const std::string& name : read) {
      if (!alone.contains(name)) found_.sources.push_back(name);
    }
    return std::move(found_);
  }

 private:
  bool is_category(std::size_t variable) const {
    const FormulaVariable& of = formula_.variables[variable];
    return of.kind == Kind::ordered ||
           (of.kind == Kind::column && table_.at(of.value.name).type == ColumnType::category);
  }

  void find_first_category() {
    for (const std::vector<std::size_t>& term : formula_.terms) {
      const auto found = std::ranges::find_if(term, [&](std::size_t variable) { return is_category(variable); });
      if (found == term.end()) continue;
      full_term_ = &term;
      full_variable_ = *found;
      const FormulaVariable& variable = formula_.variables[*found];
      if (term.size() == 1 && variable.kind == Kind::column) found_.first_category = variable.value.name;
      return;
    }
  }

  void add(const std::vector<std::size_t>& term) {
    if (term.size() == 1 && formula_.variables[term[0]].kind == Kind::column) {
      found_.alone.push_back(formula_.variables[term[0]].value.name);
      return;
    }
    std::vector<TermColumn> products(1);
    for (const std::size_t variable : term) products[0].variables.push_back(formula_.variables[variable].text);
    for (const std::size_t variable : term) {  // the columns of the first variable vary fastest
      std::vector<TermColumn> longer;
      const std::vector<VariableColumn> made = columns_of_variable(variable, term);
      if (products.size() * made.size() > kMostColumns) {
        throw SettingError("model.terms",
                           ": " + products[0].term() + " makes more than 20000 columns; expected fewer levels");
      }
      for (const VariableColumn& column : made) {
        for (TermColumn product : products) {
          product.name += (product.name.empty() ? "" : ":") + column.name;
          product.factors.push_back(column.factor);
          longer.push_back(std::move(product));
        }
      }
      products = std::move(longer);
    }
    found_.columns.insert(found_.columns.end(), products.begin(), products.end());
  }

  /// In R's coding a category has no column for its reference level where the term without it is in the formula.
  std::vector<VariableColumn> columns_of_variable(std::size_t place, const std::vector<std::size_t>& term) {
    const FormulaVariable& variable = formula_.variables[place];
    if (!is_category(place)) return columns_of_numbers(variable);
    std::vector<std::size_t> without = term;
    std::erase(without, place);
    const Column& column = table_.at(variable.value.name);
    const bool full =
        !formula_.has(without) || (full_term_ != nullptr && *full_term_ == term && full_variable_ == place);
    if (variable.kind == Kind::ordered && !full) return columns_of_scores(variable, column);
    const std::string left_out = full ? "" : reference_of(column);
    std::vector<VariableColumn> made;
    for (const std::string& level : column.levels) {
      if (!full && level == left_out) continue;
      const std::string& name = variable.kind == Kind::ordered ? variable.text : column.name;
      made.push_back({name + "=" + level, {column.name, level}});
    }
    return made;
  }

  /// R's contr.poly: polynomials of the level's number that are orthogonal over the levels.
  static std::vector<VariableColumn> columns_of_scores(const FormulaVariable& variable, const Column& column) {
    const std::vector<std::string> levels = ordered_levels(variable, column);
    std::vector<double> numbers;
    for (std::size_t i = 0; i < levels.size(); ++i) numbers.push_back(static_cast<double>(i + 1));
    std::vector<VariableColumn> made;
    for (const PiecewisePolynomial& polynomial : orthogonal_polynomials(numbers, static_cast<int>(levels.size()) - 1)) {
      constexpr std::string_view kNames[] = {".L", ".Q", ".C"};
      const std::size_t degree = made.size() + 1;
      const std::string name =
          degree <= std::size(kNames) ? std::string(kNames[degree - 1]) : "^" + std::to_string(degree);
      TermFactor factor{column.name, ""};
      factor.levels = levels;
      for (const double number : numbers) factor.scores.push_back(polynomial(number));
      made.push_back({variable.text + name, std::move(factor)});
    }
    return made;
  }

  std::string reference_of(const Column& column) const {
    for (const std::string& reference : references_) {
      if (!reference.starts_with(column.name + "=")) continue;
      const std::string level = reference.substr(column.name.size() + 1);
      if (std::ranges::find(column.levels, level) != column.levels.end()) return level;
    }
    return column.levels.empty() ? "" : *std::ranges::min_element(column.levels);
  }

  std::vector<VariableColumn> columns_of_numbers(const FormulaVariable& variable) const {
    const std::string expression = print_arithmetic(variable.value);
    for (const std::string& name : columns_of(variable.value)) {
      if (table_.at(name).type == ColumnType::numeric) continue;
      throw SettingError("model.terms",
                         ": " + variable.text + ": column " + in_quotes(name) + " is of categories; expected numbers");
    }
    if (variable.kind == Kind::column || variable.kind == Kind::value) {
      return {{variable.text, {"", "", expression, {}}}};
    }
    std::vector<VariableColumn> made;
    const std::vector<PiecewisePolynomial> basis = basis_of(variable, expression);
    const bool one = variable.kind == Kind::centred || variable.kind == Kind::scaled;
    for (const PiecewisePolynomial& polynomial : basis) {
      std::string number = one ? "" : std::to_string(made.size() + 1);
      // The names that rms gives: age, age', age''
      if (variable.kind == Kind::restricted_spline) {
        number = columns_of(variable.value)[0] + std::string(made.size(), '\'');
      }
      made.push_back({variable.text + number, {"", "", expression, polynomial}});
    }
    return made;
  }

  std::vector<double> numbers_of(const std::string& expression) const {
    const TermColumn column{expression, {}, {{"", "", expression, {}}}};
    const TermColumn* const columns[] = {&column};
    const TermCells cells(table_, {}, columns);
    std::vector<double> numbers;
    for (const TableBlock& block : table_.blocks) {
      std::vector<double> found(static_cast<std::size_t>(block.rows));
      cells.fill(block, {0, block.rows}, found.data());
      std::ranges::copy_if(found, std::back_inserter(numbers), [](double x) { return !std::isnan(x); });
    }
    return numbers;
  }

  std::vector<PiecewisePolynomial> basis_of(const FormulaVariable& variable, const std::string& expression) const {
    if (variable.kind == Kind::powers) return raw_powers(variable.size);
    std::vector<double> x = numbers_of(expression);
    if (x.empty()) throw SettingError("model.terms", ": " + variable.text + ": no row has " + expression);
    if (variable.kind == Kind::restricted_spline) return restricted_spline_of(variable, expression, std::move(x));
    if (variable.kind == Kind::natural_spline || variable.kind == Kind::b_spline) {
      return spline_of(variable, expression, std::move(x));
    }
    if (variable.kind == Kind::orthogonal) {
      try {
        return orthogonal_polynomials(x, variable.size);
      } catch (const std::domain_error&) {
        throw SettingError("model.terms", ": " + variable.text + ": " + expression +
                                              " has too few distinct numbers; expected " +
                                              std::to_string(variable.size + 1) + " or more");
      }
    }
    long double sum = 0, squares = 0;
    for (const double each : x) sum += each;
    const auto mean = static_cast<double>(sum / static_cast<long double>(x.size()));
    if (variable.kind == Kind::centred) return {shifted(mean, 1)};
    for (const double each : x) squares += static_cast<long double>(each - mean) * (each - mean);
    const auto deviation = static_cast<double>(std::sqrt(squares / static_cast<long double>(x.size() - 1)));
    if (!(deviation > 0)) throw SettingError("model.terms", ": " + variable.text + ": " + expression + " is constant");
    return {shifted(mean, deviation)};
  }

  static std::vector<PiecewisePolynomial> spline_of(const FormulaVariable& variable, const std::string& expression,
                                                    std::vector<double> x) {
    std::ranges::sort(x);
    std::vector<double> knots = variable.knots;
    if (variable.knots.empty()) {
      const int intervals = variable.kind == Kind::b_spline ? variable.size - 2 : variable.size;
      for (int k = 1; k < intervals; ++k) knots.push_back(quantile_of(x, static_cast<double>(k) / intervals));
    }
    std::vector<double> all = {x.front()};
    all.insert(all.end(), knots.begin(), knots.end());
    all.push_back(x.back());
    if (std::ranges::adjacent_find(all, std::greater_equal()) != all.end()) {
      throw SettingError("model.terms",
                         ": " + variable.text + ": expected knots between the least and the largest " + expression +
                             " (" + shortest_digits(x.front()) + " and " + shortest_digits(x.back()) +
                             "), each above the one before; give fewer degrees of freedom, or knots = c(...)");
    }
    return variable.kind == Kind::b_spline ? b_spline_basis(knots, x.front(), x.back())
                                           : natural_spline_basis(knots, x.front(), x.back());
  }

  static std::vector<PiecewisePolynomial> restricted_spline_of(const FormulaVariable& variable,
                                                               const std::string& expression, std::vector<double> x) {
    std::vector<double> knots = variable.knots;
    const int count = variable.size + 1;
    if (knots.empty()) {
      std::ranges::sort(x);
      std::vector<double> distinct = x;
      distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
      if (distinct.size() >= static_cast<std::size_t>(count) + 3) knots = restricted_spline_knots(x, count);
      if (knots.empty() || std::ranges::adjacent_find(knots, std::greater_equal()) != knots.end()) {
        throw SettingError("model.terms", ": " + variable.text + ": " + expression +
                                              " has too few distinct numbers for " + std::to_string(count) +
                                              " knots; give fewer, or list them, as in rcs(" + expression +
                                              ", c(...))");
      }
    }
    return restricted_spline_basis(knots);
  }

  const Formula& formula_;
  const Table& table_;
  const std::vector<std::string>& references_;
  bool intercept_;
  const std::vector<std::size_t>* full_term_ = nullptr;  ///< where the first category is, without an intercept
  std::size_t full_variable_ = 0;
  FittedTerms found_;
};

}  // namespace

FittedTerms fit_terms(const Formula& formula, const Table& table, const std::vector<std::string>& references,
                      bool intercept) {
  return TermFitter(formula, table, references, intercept).fit();
}

}  // namespace binet
