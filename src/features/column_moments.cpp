#include "features/column_moments.hpp"

#include "base/row_counts.hpp"
#include "binet/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace binet::detail {

Frame frame_of(const ColumnSchema& column) {
  constexpr int kLargest = 400, kMost = 1000;  // squares of 2^±400 can be summed safely
  const int exponent = std::ilogb(std::max(std::abs(column.minimum), std::abs(column.maximum)));
  const bool usual = column.minimum == column.maximum || std::abs(exponent) < kLargest;
  return {column.mean, usual ? 1 : std::ldexp(1.0, std::clamp(-exponent, -kMost, kMost))};
}

Moments moments(const NumberRows& numbers, const std::vector<Frame>& frames, const FittedRows& fitted) {
  if (numbers.columns() == 0) return Moments(0, false);
  return sum_over_rows(numbers, fitted.rows, Moments(frames.size(), fitted.weighted()),
                       [&](Moments& sums, const double* cells, std::size_t i) {
                         if (fitted.weighted()) {
                           sums.add_row(cells, frames.data(), static_cast<double>(fitted.weight[i]));
                         } else {
                           sums.add_row(cells, frames.data());
                         }
                       });
}

Spread spread_of(const Moments& m, std::size_t c, const Frame& frame) {
  if (m.count[c] == 0) return {};
  const double rows = m.weight.empty() ? m.count[c] : m.weight[c], mean = m.sum[c] / rows;
  const double variance = std::max(0.0, m.squares[c] / rows - mean * mean);
  return {m.count[c], frame.shift + mean / frame.factor, std::sqrt(variance) / frame.factor};
}

Spread spread_of(const NumericSummary& summary) {
  return {summary.count, summary.mean, std::sqrt(summary.squares / summary.count)};
}

}  // namespace binet::detail
