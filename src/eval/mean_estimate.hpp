#pragma once

#include <cmath>
#include <limits>

namespace binet {

/// The sums from which a weighted mean over rows and its standard error are computed. Sums of shards can be added.
struct MeanSums {
  double rows = 0;  ///< rows of positive weight
  double weight = 0, sum = 0;
  double squared_weight = 0, squared_sum = 0, squares = 0;  ///< Σ w², Σ w²v, Σ w²v²

  void add(double value, double row_weight) {
    const double square = row_weight * row_weight;
    rows += row_weight > 0 ? 1 : 0;
    weight += row_weight;
    sum += row_weight * value;
    squared_weight += square;
    squared_sum += square * value;
    squares += square * value * value;
  }
  void operator+=(const MeanSums& other) {
    rows += other.rows;
    weight += other.weight;
    sum += other.sum;
    squared_weight += other.squared_weight;
    squared_sum += other.squared_sum;
    squares += other.squares;
  }

  /// Σ wv / Σ w; NaN without rows.
  double mean() const { return sum / weight; }

  /// √(n/(n−1) Σ w²(v − mean)²) / Σ w for independent rows; deviation/√n if all weights are equal (Cochran 1977,
  /// "Sampling Techniques", equation 6.13: a ratio of means). NaN for fewer than two rows.
  double standard_error() const {
    if (!(rows > 1)) return std::numeric_limits<double>::quiet_NaN();
    const double center = mean();
    const double spread = squares - 2 * center * squared_sum + center * center * squared_weight;
    return std::sqrt(rows / (rows - 1) * std::fmax(0.0, spread)) / weight;
  }
};

}  // namespace binet
