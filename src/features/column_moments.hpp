#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"
#include "features/fitted_rows.hpp"
#include "table/number_rows.hpp"

#include <cstddef>
#include <vector>

namespace binet::detail {

/// How a column's numbers are shifted and scaled before they are summed: (x − shift) · factor.
struct Frame {
  double shift = 0;   ///< near the mean
  double factor = 1;  ///< a power of two, exact; not 1 if squares would overflow or underflow
};

Frame frame_of(const ColumnSchema&);

/// Moments of the shifted and scaled numbers; one entry per column.
struct Moments {
  std::vector<double> sum, squares, count;
  std::vector<double> weight;  ///< Σ over the cells counted; empty without weights

  Moments(std::size_t columns, bool weighted)
      : sum(columns, 0), squares(columns, 0), count(columns, 0), weight(weighted ? columns : 0, 0) {}

  /// No branches, so that the loop over columns is vectorised.
  void add_row(const double* x, const Frame* frames) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const bool present = x[c] == x[c];
      const double distance = present ? x[c] * frames[c].factor - frames[c].shift * frames[c].factor : 0.0;
      sum[c] += distance;
      squares[c] += distance * distance;
      count[c] += present ? 1.0 : 0.0;
    }
  }
  void add_row(const double* x, const Frame* frames, double row_weight) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const bool present = x[c] == x[c];
      const double distance = present ? x[c] * frames[c].factor - frames[c].shift * frames[c].factor : 0.0;
      sum[c] += row_weight * distance;
      squares[c] += row_weight * distance * distance;
      count[c] += present ? 1.0 : 0.0;
      weight[c] += present ? row_weight : 0.0;
    }
  }
  void add(const Moments& other) {
    for (std::size_t c = 0; c < sum.size(); ++c) {
      sum[c] += other.sum[c];
      squares[c] += other.squares[c];
      count[c] += other.count[c];
      if (!weight.empty()) weight[c] += other.weight[c];
    }
  }
};

/// Sums over the rows in one pass, in shard order: the same bits on any number of threads. One frame per column.
Moments moments(const NumberRows&, const std::vector<Frame>&, const FittedRows&);

/// Location and scale of one column over the fitted rows.
struct Spread {
  double count = 0;  ///< number of cells
  double mean = 0, deviation = 0;
};

Spread spread_of(const Moments&, std::size_t column, const Frame&);
Spread spread_of(const NumericSummary&);

}  // namespace binet::detail
