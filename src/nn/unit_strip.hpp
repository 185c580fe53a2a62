#pragma once

#include "binet/base/types.hpp"
#include "math/pack.hpp"

#include <type_traits>

namespace binet::detail {

/// Adjacent units of a row in `width` registers. In a strip of one register only the first `count` numbers may exist:
/// memory beyond them is not accessed.
template <int width>
struct Strip {
  Pack<Scalar> lanes[width] = {};

  static Strip load(const Scalar* from, Index count) {
    Strip strip;
    if (width == 1 && count < kLanes<Scalar>) {
      strip.lanes[0] = load_first(from, count);
      return strip;
    }
#pragma GCC unroll 8
    for (int j = 0; j < width; ++j) strip.lanes[j] = detail::load(from + j * kLanes<Scalar>);
    return strip;
  }

  void store(Scalar* to, Index count) const {
    if (width == 1 && count < kLanes<Scalar>) return store_first<Scalar>(to, lanes[0], count);
#pragma GCC unroll 8
    for (int j = 0; j < width; ++j) detail::store<Scalar>(to + j * kLanes<Scalar>, lanes[j]);
  }

  Strip& operator+=(const Strip& other) {
#pragma GCC unroll 8
    for (int j = 0; j < width; ++j) lanes[j] += other.lanes[j];
    return *this;
  }

  /// += factor·other, fused.
  void add(Scalar factor, const Strip& other) {
    const Pack<Scalar> factors = broadcast(factor);
#pragma GCC unroll 8
    for (int j = 0; j < width; ++j) lanes[j] = fused(factors, other.lanes[j], lanes[j]);
  }

  Strip& operator*=(Scalar factor) {
#pragma GCC unroll 8
    for (int j = 0; j < width; ++j) lanes[j] *= factor;
    return *this;
  }

  /// Σ a_u·b_u
  static Scalar dot(const Strip& a, const Strip& b) {
    Pack<Scalar> products = a.lanes[0] * b.lanes[0];
#pragma GCC unroll 8
    for (int j = 1; j < width; ++j) products = fused(a.lanes[j], b.lanes[j], products);
    return sum_of_lanes<Scalar>(products);
  }
};

/// Calls visit(std::integral_constant<int, width>, from, count) for strips that cover the units, widest first.
template <class Visit>
void for_strips(Index units, Visit visit) {
  constexpr int widest = kPackBytes == 64 ? 8 : 4;  // three strips fit the registers
  Index from = 0;
  const auto take = [&]<int width>(std::integral_constant<int, width> constant) {
    for (; from + width * kLanes<Scalar> <= units; from += width * kLanes<Scalar>) {
      visit(constant, from, width * kLanes<Scalar>);
    }
  };
  take(std::integral_constant<int, widest>{});
  if constexpr (widest > 4) take(std::integral_constant<int, 4>{});
  take(std::integral_constant<int, 2>{});
  take(std::integral_constant<int, 1>{});
  if (from < units) visit(std::integral_constant<int, 1>{}, from, units - from);
}

}  // namespace binet::detail
