#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace binet::detail {

/// Numbers in ascending order, and the number of rows that each represents. Quantiles are of type 7 (Hyndman and Fan
/// 1996): linear interpolation between the order statistics of the rows, each repeated by its count.
class Distribution {
 public:
  Distribution() = default;
  /// `counts` is empty if each number counts once.
  Distribution(std::vector<double> sorted, const std::vector<double>& counts) : sorted_(std::move(sorted)) {
    double sum = 0;
    for (const double count : counts) rows_until_.push_back(sum += count);
  }

  bool empty() const { return sorted_.empty(); }
  double lowest() const { return sorted_.front(); }
  double highest() const { return sorted_.back(); }

  double quantile(double share) const {
    const double rows = rows_until_.empty() ? static_cast<double>(sorted_.size()) : rows_until_.back();
    const double place = share * std::max(0.0, rows - 1), below = std::floor(place);
    const double at = order_statistic(below), next = order_statistic(below + 1);
    const double gap = next - at;
    // The difference of numbers at opposite ends of the range overflows.
    return std::isfinite(gap) ? at + (place - below) * gap : std::lerp(at, next, place - below);
  }

  std::vector<double> distinct() const {
    std::vector<double> values;
    std::ranges::unique_copy(sorted_, std::back_inserter(values));
    return values;
  }

  /// Applies a monotone function to every number.
  template <class Map>
  void map(const Map& to) {
    std::ranges::transform(sorted_, sorted_.begin(), to);
  }

 private:
  /// The number at a place (a whole number from 0) in the ordered rows.
  double order_statistic(double place) const {
    const auto found = rows_until_.empty() ? static_cast<std::size_t>(place)
                                           : static_cast<std::size_t>(std::ranges::upper_bound(rows_until_, place) -
                                                                      rows_until_.begin());
    return sorted_[std::min(found, sorted_.size() - 1)];
  }

  std::vector<double> sorted_, rows_until_;
};

/// Edges of at most `bins` bins. Half of them are quantiles of the rows and half are quantiles of the distinct values,
/// which leaves bins for the tail of a column that is mostly one value. If there are few distinct values, all of them
/// are edges.
std::vector<double> hybrid_edges(const Distribution&, int bins);

}  // namespace binet::detail
