#pragma once

#include "binet/base/types.hpp"

#include <span>
#include <string_view>

namespace binet {

/// An elementwise nonlinearity y = f(x). Forward and backward work on whole blocks: one call per element is 19 times
/// slower. To add one: one row in the table of activation.cpp; configs, help, schema, gradient checks, exports and
/// their tests follow from it.
struct Activation {
  std::string_view name;
  std::string_view formula;
  /// y = f(x). x and y have the same size and may be the same memory.
  void (*forward)(ConstSpan x, Span y);
  /// dx = dy · f′(x), given y = f(x). dx may be the same memory as dy.
  void (*backward)(ConstSpan x, ConstSpan y, ConstSpan dy, Span dx);
  /// True if f′ can be had from y alone, so that x need not be kept; backward then ignores x.
  bool backward_from_output;
  /// Where f′ jumps: a difference quotient across one of these x says nothing about the slope.
  std::span<const double> kinks;
  /// f(x) for exports, as an expression in a double x that C and JavaScript read alike. Besides operators it may call
  /// exp, expm1, log1p, tanh, fabs, sqrt and binet_sigmoid.
  std::string_view code;

  // What `binet activations` and `binet trace` show, and the tests compare with the functions above.

  std::string_view derivative;  ///< f′(x) as a formula; f stands for f(x)
  std::string_view range;       ///< "(0, 1)"; a square bracket where the value is reached
  double largest_slope;         ///< the supremum of |f′|
  std::string_view steepest;    ///< where that is: "at x = 0"
  std::string_view use;         ///< when to use it, in one or two sentences
  double (*value)(double);      ///< f(x) to the last digits of double precision, for every finite x
  double (*slope)(double);      ///< f′(x), the same; at a kink that of the left side
  double (*naive)(double);      ///< f(x) by the formula as it is written, which may overflow or cancel
};

std::span<const Activation> activations();

/// Throws UsageError that lists the known names.
const Activation& activation(std::string_view name);

}  // namespace binet
