#pragma once

#include "table/formula_lexer.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// Arithmetic on columns, as in log(income + 1) or weight/height^2.
struct Arithmetic {
  enum class Kind { number, column, negative, sum, difference, product, quotient, power, function };
  Kind kind = Kind::number;
  double number = 0;
  std::string name;               ///< of the column or function
  std::vector<Arithmetic> parts;  ///< operands, or the function's argument
};

/// A function that arithmetic may call: its name, which R has too, its value and its code in C and JavaScript.
struct ArithmeticFunction {
  std::string_view name;
  double (*value)(double);
  std::string_view code;  ///< "log", to be called with one argument
};

std::span<const ArithmeticFunction> arithmetic_functions();
const ArithmeticFunction* find_arithmetic_function(std::string_view name);

/// Reads a sum: precedence as in R. `column` is called with each column's word and throws for an unknown one.
Arithmetic read_arithmetic(detail::FormulaLexer&, const std::function<void(const detail::FormulaToken&)>& column);
/// Reads a whole text. Throws UsageError.
Arithmetic parse_arithmetic(std::string_view text);

/// Writes it as R does: blanks around + - * but not around / and ^.
std::string print_arithmetic(const Arithmetic&);

/// The columns it reads, each once, in order of appearance.
std::vector<std::string> columns_of(const Arithmetic&);

/// Its value, columns given by their place in `columns`.
class ArithmeticProgram {
 public:
  ArithmeticProgram(const Arithmetic&, const std::vector<std::string>& columns);
  double operator()(const double* row) const;

 private:
  struct Step {
    Arithmetic::Kind kind;
    double number = 0;
    std::size_t column = 0;
    double (*function)(double) = nullptr;
  };
  void add(const Arithmetic&, const std::vector<std::string>& columns);

  std::vector<Step> steps_;  ///< operands before their operation
};

}  // namespace binet
