#include "table/formula.hpp"

#include "base/nearest_name.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_set>

namespace binet {

using detail::FormulaLexer;
using detail::FormulaToken;

namespace {

using Kind = FormulaVariable::Kind;
using Term = std::vector<std::size_t>;  ///< ascending places of variables; empty: the intercept
using Terms = std::vector<Term>;

constexpr int kHighestDegree = 10;
constexpr int kMostDegreesOfFreedom = 50;
constexpr int kLeastOfCubicSpline = 3;    ///< degrees of freedom of bs without inner knots
constexpr int kFewestKnots = 3;           ///< of rcs
constexpr int kDefaultKnots = 5;          ///< of rcs, as in R
constexpr int kHighestOrder = 10;         ///< of (…)^n
constexpr std::size_t kMostTerms = 10000;
constexpr int kDeepest = 64;

constexpr std::string_view kBasisFunctions[] = {"I", "poly", "ns", "spline", "bs", "rcs", "ordered", "center", "scale"};

void add_terms(const Terms& more, Terms& terms) {
  for (const Term& term : more) {
    if (std::ranges::find(terms, term) == terms.end()) terms.push_back(term);
  }
}

class FormulaReader {
 public:
  FormulaReader(std::string_view text, const std::vector<std::string>& columns, const std::string& target)
      : lexer_(text), columns_(columns), known_(columns.begin(), columns.end()), target_(target) {}

  Formula read() {
    read_left_side();
    Terms terms = {Term()};
    sum(terms);
    if (lexer_.next().kind != FormulaToken::Kind::end) lexer_.fail(lexer_.next(), "+, -, *, :, ^ or the end");
    formula_.intercept = std::ranges::find(terms, Term()) != terms.end();
    std::erase(terms, Term());
    if (terms.empty()) lexer_.fail(lexer_.next(), "at least one term");
    std::ranges::stable_sort(terms, {}, &Term::size);
    formula_.terms = std::move(terms);
    return std::move(formula_);
  }

 private:
  void read_left_side() {
    if (lexer_.accept('~')) return;
    FormulaLexer ahead = lexer_;
    const FormulaToken first = ahead.take();
    if (!ahead.is('~')) return;
    if (first.kind != FormulaToken::Kind::name || first.text != target_) {
      lexer_.fail(first, "the target on the left of ~, or nothing");
    }
    ahead.take();
    lexer_ = ahead;
  }

  /// Adds to the terms given and removes from them, as the signs say.
  void sum(Terms& terms) {
    bool minus = lexer_.accept('-');
    if (!minus) lexer_.accept('+');
    while (true) {
      const FormulaToken token = lexer_.next();
      if (token.kind == FormulaToken::Kind::number) {
        lexer_.take();
        if (token.number != 0 && token.number != 1) lexer_.fail(token, "1 (an intercept), 0 (none) or a term");
        if ((token.number == 1) != minus) {
          add_terms({Term()}, terms);
        } else {
          std::erase(terms, Term());
        }
      } else {
        const Terms found = product();
        if (minus) {
          std::erase_if(terms, [&](const Term& term) { return std::ranges::find(found, term) != found.end(); });
        } else {
          add_terms(found, terms);
        }
      }
      if (terms.size() > kMostTerms) lexer_.fail(token, "at most 10000 terms");
      if (!lexer_.is('+') && !lexer_.is('-')) return;
      minus = lexer_.take().text == "-";
    }
  }

  Terms product() {
    Terms left = interaction();
    while (lexer_.is('*') || lexer_.is('/')) {
      const bool crossed = lexer_.take().text == "*";
      const Terms right = interaction();
      Terms inner = left;
      if (!crossed) {  // a/b is a + a:b
        Term all;
        for (const Term& term : left) all.insert(all.end(), term.begin(), term.end());
        inner = {united(all, {})};
      }
      const Terms both = pairs(inner, right);
      if (crossed) add_terms(right, left);
      add_terms(both, left);
    }
    return left;
  }

  Terms interaction() {
    Terms left = power();
    while (lexer_.accept(':')) left = pairs(left, power());
    return left;
  }

  Terms power() {
    const Terms base = primary();
    if (!lexer_.accept('^')) return base;
    const FormulaToken token = lexer_.take();
    const bool whole = token.kind == FormulaToken::Kind::number && token.number == std::floor(token.number);
    if (!whole || token.number < 1 || token.number > kHighestOrder) {
      lexer_.fail(token, "a whole number from 1 to 10: (a + b)^2 is a + b + a:b; I(a^2) is the square of a");
    }
    Terms terms = base;
    for (int i = 1; i < static_cast<int>(token.number); ++i) add_terms(pairs(terms, base), terms);
    return terms;
  }

  Terms primary() {
    const FormulaToken token = lexer_.next();
    if (lexer_.accept('(')) {
      if (++depth_ > kDeepest) lexer_.fail(token, "fewer parentheses in one another");
      Terms terms;
      sum(terms);
      --depth_;
      lexer_.expect(')', "that ends the parenthesis");
      return terms;
    }
    if (token.kind != FormulaToken::Kind::name) lexer_.fail(token, "a column or a function");
    lexer_.take();
    if (token.text == ".") return every_column();
    if (lexer_.accept('(')) return {{function(token)}};
    require_column(token);
    return {{place_of_column(token.text)}};
  }

  Terms every_column() {
    Terms terms;
    for (const std::string& name : columns_) terms.push_back({place_of_column(name)});
    return terms;
  }

  std::size_t function(const FormulaToken& name) {
    FormulaVariable variable;
    const auto column = [this](const FormulaToken& token) { require_column(token); };
    if (find_arithmetic_function(name.text) == nullptr &&
        std::ranges::find(kBasisFunctions, name.text) == std::end(kBasisFunctions)) {
      fail_as_unknown(name);
    }
    if (name.text == "ordered") return ordered(std::move(variable));
    variable.value = read_arithmetic(lexer_, column);
    if (columns_of(variable.value).empty()) lexer_.fail(lexer_.next(), "a column in the argument of " + name.text);
    variable.text = name.text + "(" + print_arithmetic(variable.value);
    if (name.text == "poly") {
      read_degree(variable);
    } else if (name.text == "ns" || name.text == "spline") {
      read_spline(variable, Kind::natural_spline, "ns(age, 4)", 1);
    } else if (name.text == "bs") {
      read_spline(variable, Kind::b_spline, "bs(age, 5)", kLeastOfCubicSpline);
    } else if (name.text == "rcs") {
      read_restricted_spline(variable);
    } else {
      variable.kind = name.text == "center" ? Kind::centred : name.text == "scale" ? Kind::scaled : Kind::value;
      if (variable.kind == Kind::value && name.text != "I") {
        variable.value = {Arithmetic::Kind::function, 0, name.text, {std::move(variable.value)}};
      }
    }
    lexer_.expect(')', "after the arguments of " + name.text);
    variable.text += ")";
    if (name.text == "I" && variable.value.kind == Arithmetic::Kind::column)
      return place_of_column(variable.value.name);
    return place_of(std::move(variable));
  }

  [[noreturn]] void fail_as_unknown(const FormulaToken& name) {
    if (name.text == "factor") lexer_.fail(name, "--categorical COLUMN, which reads numbers as categories");
    if (name.text == "relevel") lexer_.fail(name, "--reference COLUMN=LEVEL, which chooses the reference level");
    if (name.text == "offset") lexer_.fail(name, "--offset COLUMN, which adds a column to the logit");
    std::vector<std::string_view> known;
    for (const ArithmeticFunction& each : arithmetic_functions()) known.push_back(each.name);
    known.insert(known.end(), std::begin(kBasisFunctions), std::end(kBasisFunctions));
    lexer_.fail(name, "a function: " + joined(known) + did_you_mean(name.text, known));
  }

  /// "name =" before an argument, which the text repeats; empty if there is none.
  std::string argument_name(FormulaVariable& variable) {
    FormulaLexer ahead = lexer_;
    const FormulaToken name = ahead.take();
    if (name.kind != FormulaToken::Kind::name || !ahead.accept('=')) return "";
    lexer_ = ahead;
    variable.text += name.text + " = ";
    return name.text;
  }

  int whole_number(FormulaVariable& variable, int least, int most, const std::string& what) {
    const FormulaToken token = lexer_.take();
    const bool whole = token.kind == FormulaToken::Kind::number && token.number == std::floor(token.number);
    if (!whole || token.number < least || token.number > most) {
      lexer_.fail(token, what + ", a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    variable.text += shortest_digits(token.number);
    return static_cast<int>(token.number);
  }

  void read_degree(FormulaVariable& variable) {
    variable.kind = Kind::orthogonal;
    lexer_.expect(',', "and the degree, as in poly(age, 2)");
    variable.text += ", ";
    const FormulaToken at = lexer_.next();
    const std::string name = argument_name(variable);
    if (!name.empty() && name != "degree") lexer_.fail(at, "degree");
    variable.size = whole_number(variable, 1, kHighestDegree, "a degree");
    if (!lexer_.accept(',')) return;
    variable.text += ", ";
    const FormulaToken second = lexer_.next();
    if (argument_name(variable) != "raw") lexer_.fail(second, "raw = TRUE");
    const FormulaToken value = lexer_.take();
    if (value.text != "TRUE" && value.text != "FALSE") lexer_.fail(value, "TRUE or FALSE");
    variable.text += value.text;
    if (value.text == "TRUE") variable.kind = Kind::powers;
  }

  /// `least`: degrees of freedom without an inner knot.
  void read_spline(FormulaVariable& variable, Kind kind, const std::string& example, int least) {
    variable.kind = kind;
    lexer_.expect(',', "and the degrees of freedom, as in " + example);
    variable.text += ", ";
    const FormulaToken at = lexer_.next();
    const std::string name = argument_name(variable);
    if (name == "knots") {
      read_knots(variable);
      variable.size = static_cast<int>(variable.knots.size()) + least;
      return;
    }
    if (!name.empty() && name != "df") lexer_.fail(at, "df or knots");
    variable.size = whole_number(variable, least, kMostDegreesOfFreedom, "the degrees of freedom");
  }

  /// rcs(x), rcs(x, 4) or rcs(x, c(30, 50, 70)), as in rms.
  void read_restricted_spline(FormulaVariable& variable) {
    variable.kind = Kind::restricted_spline;
    variable.size = kDefaultKnots - 1;
    if (!lexer_.accept(',')) return;
    variable.text += ", ";
    const FormulaToken at = lexer_.next();
    const std::string name = argument_name(variable);
    if (!name.empty() && name != "parms" && name != "knots") lexer_.fail(at, "a number of knots, or c(...)");
    if (lexer_.next().kind == FormulaToken::Kind::number) {
      variable.size = whole_number(variable, kFewestKnots, kMostDegreesOfFreedom, "the number of knots") - 1;
      return;
    }
    const FormulaToken list = lexer_.next();
    read_knots(variable);
    if (variable.knots.size() < kFewestKnots) lexer_.fail(list, "at least 3 knots, as in c(30, 50, 70)");
    variable.size = static_cast<int>(variable.knots.size()) - 1;
  }

  /// ordered(x) or ordered(x, levels = c("low", "high")).
  std::size_t ordered(FormulaVariable variable) {
    const FormulaToken column = lexer_.take();
    if (column.kind != FormulaToken::Kind::name) lexer_.fail(column, "a column");
    require_column(column);
    variable.kind = Kind::ordered;
    variable.value = {Arithmetic::Kind::column, 0, column.text, {}};
    variable.text = "ordered(" + detail::formula_name(column.text);
    if (lexer_.accept(',')) read_levels(variable);
    lexer_.expect(')', "after the arguments of ordered");
    variable.text += ")";
    return place_of(std::move(variable));
  }

  void read_levels(FormulaVariable& variable) {
    const FormulaToken at = lexer_.next();
    variable.text += ", ";
    if (argument_name(variable) != "levels") lexer_.fail(at, "levels = c(\"low\", \"high\")");
    const FormulaToken list = lexer_.take();
    if (list.kind != FormulaToken::Kind::name || list.text != "c") lexer_.fail(list, "c(\"low\", \"high\")");
    lexer_.expect('(', "and the levels");
    do {
      const FormulaToken level = lexer_.take();
      const bool number = level.kind == FormulaToken::Kind::number;
      if (!number && level.kind != FormulaToken::Kind::text) lexer_.fail(level, "a level between quotes");
      if (std::ranges::find(variable.levels, level.text) != variable.levels.end()) {
        lexer_.fail(level, "each level once");
      }
      const std::string quote = number ? "" : level.text.find('"') == level.text.npos ? "\"" : "'";
      variable.text += (variable.levels.empty() ? "c(" : ", ") + quote + level.text + quote;
      variable.levels.push_back(level.text);
    } while (lexer_.accept(','));
    lexer_.expect(')', "after the levels");
    variable.text += ")";
  }

  void read_knots(FormulaVariable& variable) {
    const FormulaToken at = lexer_.next();
    const bool list = at.kind == FormulaToken::Kind::name && at.text == "c";
    if (list) {
      lexer_.take();
      lexer_.expect('(', "and the knots");
    }
    do {
      const FormulaToken sign = lexer_.next();
      const bool negative = lexer_.accept('-');
      const FormulaToken token = lexer_.take();
      if (token.kind != FormulaToken::Kind::number) lexer_.fail(token, "a number");
      const double knot = negative ? -token.number : token.number;
      if (!variable.knots.empty() && !(knot > variable.knots.back())) lexer_.fail(sign, "a knot above the one before");
      variable.knots.push_back(knot);
    } while (list && lexer_.accept(','));
    if (list) lexer_.expect(')', "after the knots");
    const std::string numbers = joined(variable.knots, ", ", [](double knot) { return shortest_digits(knot); });
    variable.text += list ? "c(" + numbers + ")" : numbers;
  }

  void require_column(const FormulaToken& token) {
    if (known_.contains(token.text)) return;
    if (token.text == target_) lexer_.fail(token, "a column that is not the target");
    const std::string nearest(nearest_name(token.text, columns_));
    std::string hint = columns_.empty() ? "" : did_you_mean(token.text, columns_);
    if (hint.empty()) hint = "; columns: " + first_joined(columns_, 20, detail::formula_name);
    if (!nearest.empty() && !detail::is_plain_name(nearest)) {
      hint += " Such a name stands between backticks: " + detail::formula_name(nearest);
    }
    lexer_.fail(token, "a column of the data" + hint);
  }

  std::size_t place_of_column(const std::string& name) {
    FormulaVariable variable;
    variable.text = detail::formula_name(name);
    variable.value = {Arithmetic::Kind::column, 0, name, {}};
    return place_of(std::move(variable));
  }

  std::size_t place_of(FormulaVariable variable) {
    const auto found = std::ranges::find(formula_.variables, variable.text, &FormulaVariable::text);
    const auto place = static_cast<std::size_t>(found - formula_.variables.begin());
    if (found == formula_.variables.end()) formula_.variables.push_back(std::move(variable));
    return place;
  }

  static Term united(const Term& a, const Term& b) {
    Term both = a;
    both.insert(both.end(), b.begin(), b.end());
    std::ranges::sort(both);
    both.erase(std::unique(both.begin(), both.end()), both.end());
    return both;
  }

  Terms pairs(const Terms& left, const Terms& right) {
    if (left.size() * right.size() > kMostTerms) lexer_.fail(lexer_.next(), "at most 10000 terms");
    Terms both;
    for (const Term& b : right) {
      for (const Term& a : left) add_terms({united(a, b)}, both);
    }
    return both;
  }

  FormulaLexer lexer_;
  const std::vector<std::string>& columns_;
  std::unordered_set<std::string> known_;
  std::string target_;
  Formula formula_;
  int depth_ = 0;
};

}  // namespace

bool Formula::has(const std::vector<std::size_t>& term) const {
  return term.empty() ? intercept : std::ranges::find(terms, term) != terms.end();
}

Formula parse_formula(std::string_view text, const std::vector<std::string>& columns, const std::string& target) {
  return FormulaReader(text, columns, target).read();
}

}  // namespace binet
