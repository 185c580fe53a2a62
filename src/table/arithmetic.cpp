#include "table/arithmetic.hpp"

#include "base/setting_error.hpp"
#include "binet/base/error.hpp"

#include "base/nearest_name.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace binet {

using detail::FormulaLexer;
using detail::FormulaToken;

namespace {

using Kind = Arithmetic::Kind;
constexpr int kDeepest = 64;   ///< of parentheses in one another
constexpr std::size_t kMostSteps = 512;

constexpr ArithmeticFunction kFunctions[] = {{"log", [](double x) { return std::log(x); }, "log"},
                                             {"log2", [](double x) { return std::log2(x); }, "log2"},
                                             {"log10", [](double x) { return std::log10(x); }, "log10"},
                                             {"log1p", [](double x) { return std::log1p(x); }, "log1p"},
                                             {"exp", [](double x) { return std::exp(x); }, "exp"},
                                             {"sqrt", [](double x) { return std::sqrt(x); }, "sqrt"},
                                             {"abs", [](double x) { return std::abs(x); }, "fabs"}};

Arithmetic joined_by(Kind kind, Arithmetic left, Arithmetic right) {
  Arithmetic both{kind, 0, "", {}};
  both.parts.push_back(std::move(left));
  both.parts.push_back(std::move(right));
  return both;
}

class ArithmeticReader {
 public:
  ArithmeticReader(FormulaLexer& lexer, const std::function<void(const FormulaToken&)>& column)
      : lexer_(lexer), column_(column) {}

  Arithmetic sum() {
    Arithmetic left = product();
    while (lexer_.is('+') || lexer_.is('-')) {
      const Kind kind = lexer_.take().text == "+" ? Kind::sum : Kind::difference;
      left = joined_by(kind, std::move(left), product());
    }
    return left;
  }

 private:
  Arithmetic product() {
    Arithmetic left = negative();
    while (lexer_.is('*') || lexer_.is('/')) {
      const Kind kind = lexer_.take().text == "*" ? Kind::product : Kind::quotient;
      left = joined_by(kind, std::move(left), negative());
    }
    return left;
  }

  Arithmetic negative() {
    if (++depth_ > kDeepest) lexer_.fail(lexer_.next(), "fewer signs and parentheses in one another");
    Arithmetic found = lexer_.accept('-') ? Arithmetic{Kind::negative, 0, "", {negative()}} : power();
    --depth_;
    return found;
  }

  Arithmetic power() {
    Arithmetic base = primary();
    if (!lexer_.accept('^')) return base;
    return joined_by(Kind::power, std::move(base), negative());
  }

  Arithmetic primary() {
    const FormulaToken token = lexer_.next();
    if (++operands_ > kMostSteps / 2) lexer_.fail(token, "fewer operands");
    if (lexer_.accept('(')) {
      Arithmetic inner = sum();
      lexer_.expect(')', "that ends the parenthesis");
      return inner;
    }
    if (token.kind == FormulaToken::Kind::number) return {Kind::number, lexer_.take().number, "", {}};
    if (token.kind != FormulaToken::Kind::name || token.text == ".") lexer_.fail(token, "a number or a column");
    lexer_.take();
    if (!lexer_.accept('(')) {
      column_(token);
      return {Kind::column, 0, token.text, {}};
    }
    if (find_arithmetic_function(token.text) == nullptr) {
      std::vector<std::string_view> known;
      for (const ArithmeticFunction& function : kFunctions) known.push_back(function.name);
      lexer_.fail(token, "a function: " + joined(known, ", ", [](std::string_view name) { return std::string(name); }) +
                             did_you_mean(token.text, known));
    }
    Arithmetic argument = sum();
    lexer_.expect(')', "after the argument of " + token.text);
    return {Kind::function, 0, token.text, {std::move(argument)}};
  }

  FormulaLexer& lexer_;
  const std::function<void(const FormulaToken&)>& column_;
  int depth_ = 0;
  std::size_t operands_ = 0;
};

/// How tightly an operation binds, as in R.
int tightness(const Arithmetic& a) {
  switch (a.kind) {
    case Kind::sum:
    case Kind::difference: return 1;
    case Kind::product:
    case Kind::quotient: return 2;
    case Kind::negative: return 3;
    case Kind::power: return 4;
    default: return 5;
  }
}

std::string in_parentheses(const Arithmetic& a, int least) {
  const std::string text = print_arithmetic(a);
  return tightness(a) < least ? "(" + text + ")" : text;
}

}  // namespace

std::span<const ArithmeticFunction> arithmetic_functions() {
  return kFunctions;
}

const ArithmeticFunction* find_arithmetic_function(std::string_view name) {
  const auto found = std::ranges::find(kFunctions, name, &ArithmeticFunction::name);
  return found == std::end(kFunctions) ? nullptr : &*found;
}

Arithmetic read_arithmetic(FormulaLexer& lexer, const std::function<void(const FormulaToken&)>& column) {
  return ArithmeticReader(lexer, column).sum();
}

Arithmetic parse_arithmetic(std::string_view text) {
  FormulaLexer lexer(text);
  Arithmetic found = read_arithmetic(lexer, [](const FormulaToken&) {});
  if (lexer.next().kind != FormulaToken::Kind::end) lexer.fail(lexer.next(), "the end");
  return found;
}

std::string print_arithmetic(const Arithmetic& a) {
  const auto binary = [&](const char* sign, int left, int right) {
    return in_parentheses(a.parts[0], left) + sign + in_parentheses(a.parts[1], right);
  };
  switch (a.kind) {
    case Kind::number: return shortest_digits(a.number);
    case Kind::column: return detail::formula_name(a.name);
    case Kind::negative: return "-" + in_parentheses(a.parts[0], 3);
    case Kind::sum: return binary(" + ", 1, 2);
    case Kind::difference: return binary(" - ", 1, 2);
    case Kind::product: return binary(" * ", 2, 3);
    case Kind::quotient: return binary("/", 2, 3);
    case Kind::power: return binary("^", 5, 3);
    case Kind::function: return a.name + "(" + print_arithmetic(a.parts[0]) + ")";
  }
  return "";
}

std::vector<std::string> columns_of(const Arithmetic& a) {
  std::vector<std::string> names;
  if (a.kind == Kind::column) names.push_back(a.name);
  for (const Arithmetic& part : a.parts) {
    for (const std::string& name : columns_of(part)) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

ArithmeticProgram::ArithmeticProgram(const Arithmetic& a, const std::vector<std::string>& columns) {
  add(a, columns);
}

void ArithmeticProgram::add(const Arithmetic& a, const std::vector<std::string>& columns) {
  for (const Arithmetic& part : a.parts) add(part, columns);
  Step step{a.kind, a.number, 0, nullptr};
  if (a.kind == Kind::column)
    step.column = static_cast<std::size_t>(std::ranges::find(columns, a.name) - columns.begin());
  if (a.kind == Kind::function) step.function = find_arithmetic_function(a.name)->value;
  steps_.push_back(step);
  if (steps_.size() > kMostSteps) throw SettingError("model.terms", ": arithmetic of more than 512 operations");
}

double ArithmeticProgram::operator()(const double* row) const {
  std::array<double, kMostSteps> stack;
  std::size_t top = 0;
  for (const Step& step : steps_) {
    switch (step.kind) {
      case Kind::number: stack[top++] = step.number; continue;
      case Kind::column: stack[top++] = row[step.column]; continue;
      case Kind::negative: stack[top - 1] = -stack[top - 1]; continue;
      case Kind::function: stack[top - 1] = step.function(stack[top - 1]); continue;
      default: break;
    }
    const double right = stack[--top];
    double& left = stack[top - 1];
    switch (step.kind) {
      case Kind::sum: left += right; break;
      case Kind::difference: left -= right; break;
      case Kind::product: left *= right; break;
      case Kind::quotient: left /= right; break;
      default: left = std::pow(left, right); break;
    }
  }
  return stack[0];
}

}  // namespace binet
