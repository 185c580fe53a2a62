#pragma once

#include "binet/base/types.hpp"

#include <span>
#include <string_view>

namespace binet {

/// An elementwise nonlinearity. Forward and backward work on whole blocks: a call an element is 19 times slower.
/// To add one: one row in the table of activation.cpp; configs, help, schema and gradient tests follow.
struct Activation {
  std::string_view name;
  std::string_view formula;
  /// y = f(x). x and y have the same size and may be the same memory.
  void (*forward)(ConstSpan x, Span y);
  /// dx = dy · f′(x), given y = f(x). dx may be the same memory as dy.
  void (*backward)(ConstSpan x, ConstSpan y, ConstSpan dy, Span dx);
  /// True if f′ can be had from y alone, so that x need not be kept; backward then ignores x.
  bool backward_from_output;
};

std::span<const Activation> activations();

/// Throws UsageError that lists the known names.
const Activation& activation(std::string_view name);

}  // namespace binet
