#include "nn/initializer.hpp"

#include "base/find_named.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace binet {
namespace {

double zero(Index, Index) {
  return 0;
}
/// Glorot, Bengio 2010.
double xavier(Index fan_in, Index fan_out) {
  return std::sqrt(2 / static_cast<double>(fan_in + fan_out));
}
/// He et al. 2015.
double he(Index fan_in, Index) {
  return std::sqrt(2 / static_cast<double>(fan_in));
}
/// LeCun et al. 1998.
double lecun(Index fan_in, Index) {
  return std::sqrt(1 / static_cast<double>(fan_in));
}

constexpr Initializer kInitializers[] = {
    {"zero", "0", zero, false},
    {"xavier_normal", "normal, deviation sqrt(2/(fan_in + fan_out))", xavier, false},
    {"xavier_uniform", "uniform, deviation sqrt(2/(fan_in + fan_out))", xavier, true},
    {"he_normal", "normal, deviation sqrt(2/fan_in)", he, false},
    {"he_uniform", "uniform, deviation sqrt(2/fan_in)", he, true},
    {"lecun_normal", "normal, deviation sqrt(1/fan_in)", lecun, false},
    {"lecun_uniform", "uniform, deviation sqrt(1/fan_in)", lecun, true},
};

}  // namespace

std::span<const Initializer> initializers() {
  return kInitializers;
}

const Initializer& initializer(std::string_view name) {
  return find_named(initializers(), "initializer", name);
}

void fill(const Initializer& initializer, Index fan_in, Index fan_out, Random& random, Span weights) {
  const double deviation = initializer.deviation(std::max<Index>(fan_in, 1), fan_out);
  for (Scalar& weight : weights) {
    const double drawn = initializer.uniform ? std::numbers::sqrt3 * (2 * random.uniform() - 1) : random.normal();
    weight = static_cast<Scalar>(deviation * drawn);
  }
}

}  // namespace binet
