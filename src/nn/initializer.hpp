#pragma once

#include "binet/base/types.hpp"
#include "math/random.hpp"

#include <span>
#include <string_view>

namespace binet {

/// The distribution of a layer's initial weights; biases start at 0. To add one, add a row to the table of
/// initializer.cpp.
struct Initializer {
  std::string_view name;
  std::string_view formula;
  /// Standard deviation of the weights of a layer with fan_in inputs and fan_out units.
  double (*deviation)(Index fan_in, Index fan_out);
  bool uniform;  ///< true: uniform on ±√3·deviation; false: normal
};

std::span<const Initializer> initializers();

/// Throws UsageError listing the known names.
const Initializer& initializer(std::string_view name);

void fill(const Initializer&, Index fan_in, Index fan_out, Random&, Span weights);

}  // namespace binet
