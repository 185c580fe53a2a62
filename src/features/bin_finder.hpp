#pragma once

#include "features/encoder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace binet::detail {

/// Finds the bins of numbers by counting the inner edges at or below each. This has no branches, so several numbers are
/// compared at once, which is faster than a search for the bins in use.
class BinFinder {
 public:
  static constexpr std::size_t kStep = 8;  ///< numbers come in multiples of this

  /// `edges`: at least two, ascending.
  explicit BinFinder(const std::vector<double>& edges) : inner_(edges.begin() + 1, edges.end() - 1) {
    for (std::size_t e = 0; e + 1 < edges.size(); ++e) bins_.push_back({edges[e], edges[e + 1] - edges[e]});
  }

  void find(std::span<const double> x, std::int32_t* bins) const {
    for (std::size_t i = 0; i < x.size(); i += kStep) {
      std::array<std::int64_t, kStep> below{};  // as wide as the numbers, so that both use the same registers
      for (const double edge : inner_) {
        for (std::size_t k = 0; k < kStep; ++k) below[k] += static_cast<std::int64_t>(edge <= x[i + k]);
      }
      for (std::size_t k = 0; k < kStep; ++k) bins[i + k] = static_cast<std::int32_t>(below[k]);
    }
  }

  /// From 0 at the lower edge of the bin to 1 at the upper one. In the outer bins it continues, to −1 and 2 at most, so
  /// that outliers remain distinguishable.
  double position(double x, std::int32_t bin) const {
    const Bin& found = bins_[static_cast<std::size_t>(bin)];
    return std::clamp((x - found.low) / found.width, -1.0, 2.0);
  }

 private:
  struct Bin {
    double low, width;
  };
  std::vector<double> inner_;  ///< all edges but the outer two
  std::vector<Bin> bins_;
};

}  // namespace binet::detail
