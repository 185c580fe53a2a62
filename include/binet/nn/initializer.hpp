#pragma once

#include "binet/base/types.hpp"
#include "binet/math/random.hpp"

#include <span>
#include <string_view>

namespace binet {

/// How the weights of a layer start. Biases start at 0. To add one: one row in the table of initializer.cpp.
struct Initializer {
  std::string_view name;
  std::string_view formula;
  /// Deviation of the weights of a layer with fan_in inputs and fan_out units.
  double (*deviation)(Index fan_in, Index fan_out);
  bool uniform;  ///< uniform on ±√3·deviation, else normal
};

std::span<const Initializer> initializers();

/// Throws UsageError that lists the known names.
const Initializer& initializer(std::string_view name);

void fill(const Initializer&, Index fan_in, Index fan_out, Random&, Span weights);

}  // namespace binet
