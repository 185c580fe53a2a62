#pragma once

#include "binet/base/types.hpp"

#include <span>
#include <string_view>

namespace binet {

/// An elementwise nonlinearity y = f(x). Forward and backward process whole blocks: one call per element is 19 times
/// slower. To add one, add a row to the table of activation.cpp; configs, help, schema, gradient checks, exports and
/// their tests follow from it.
struct Activation {
  std::string_view name;
  std::string_view formula;
  /// y = f(x). x and y have the same size and may be the same memory.
  void (*forward)(ConstSpan x, Span y);
  /// dx = dy · f′(x), given y = f(x). dx may be the same memory as dy.
  void (*backward)(ConstSpan x, ConstSpan y, ConstSpan dy, Span dx);
  /// True if f′ can be computed from y alone, so that x need not be kept; backward then ignores x.
  bool backward_from_output;
  /// Points where f′ jumps: a difference quotient across one of them says nothing about the slope.
  std::span<const double> kinks;
  /// f(x) for exports, as an expression in a double x that is valid in both C and JavaScript. It may use operators and
  /// exp, expm1, log1p, tanh, fabs, sqrt and binet_sigmoid.
  std::string_view code;

  // What `binet activations` and `binet trace` show; the tests compare it with the functions above.

  std::string_view derivative;  ///< f′(x) as a formula in x and f = f(x)
  std::string_view range;       ///< "(0, 1)"; a square bracket if the value is reached
  double largest_slope;         ///< the supremum of |f′|
  std::string_view steepest;    ///< where |f′| is largest: "at x = 0"
  std::string_view use;         ///< when to use it, in one or two sentences
  double (*value)(double);      ///< f(x), accurate to the last digits of double precision for every finite x
  double (*slope)(double);      ///< f′(x), equally accurate; at a kink the left derivative
  double (*naive)(double);      ///< f(x) by the plain formula, which may overflow or cancel
};

std::span<const Activation> activations();

/// Throws UsageError listing the known names.
const Activation& activation(std::string_view name);

}  // namespace binet
