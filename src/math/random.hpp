#pragma once

#include "binet/base/types.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace binet {

/// A seeded random number generator with the same values on every compiler and machine; the standard library's
/// distributions and std::shuffle differ between vendors. Generator: xoshiro256++ (Blackman, Vigna 2019), seeded by
/// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  /// An independent stream with a number as its name: it depends only on seed and name, not on earlier draws.
  Random split(std::uint64_t stream) const;

  std::uint64_t next();      ///< 64 random bits
  double uniform();          ///< in [0, 1), 53 bits
  double normal();           ///< mean 0, deviation 1 (Box–Muller, both values used)
  Index below(Index bound);  ///< in [0, bound), without bias (Lemire 2019); bound ≥ 1
  /// Fills `bits` with random bits from eight parallel streams seeded by one draw: several times faster than next().
  void fill(std::span<std::uint16_t> bits);

  /// Shuffles in place (Fisher–Yates).
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<Index>(i)))]);
    }
  }

 private:
  std::uint64_t seed_;
  std::uint64_t state_[4];
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

}  // namespace binet
