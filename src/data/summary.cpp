#include "summary.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

/// Two sweeps over cells that the cache holds, the second about the mean of the first. No branches inside, so that
/// columns are taken several at a time.
template <class T>
void add_columns(const PageArray<T>& cells, Index rows, const double* offsets, std::vector<NumericSummary>& out) {
  const auto columns = static_cast<std::size_t>(cells.columns());
  std::vector<double> count(columns, 0), sum(columns, 0), squares(columns, 0), mean(columns, 0);
  std::vector<T> minimum(columns, std::numeric_limits<T>::infinity()), maximum(columns, -minimum[0]);
  for (Index r = 0; r < rows; ++r) {
    const T* const x = cells.row(r);
    for (std::size_t c = 0; c < columns; ++c) {
      const bool present = x[c] == x[c];
      count[c] += present ? 1.0 : 0.0;
      sum[c] += present ? static_cast<double>(x[c]) : 0.0;
    }
    for (std::size_t c = 0; c < columns; ++c) {
      minimum[c] = x[c] < minimum[c] ? x[c] : minimum[c];
      maximum[c] = x[c] > maximum[c] ? x[c] : maximum[c];
    }
  }
  for (std::size_t c = 0; c < columns; ++c) mean[c] = count[c] > 0 ? sum[c] / count[c] : 0;
  for (Index r = 0; r < rows; ++r) {
    const T* const x = cells.row(r);
    for (std::size_t c = 0; c < columns; ++c) {
      const double distance = x[c] == x[c] ? static_cast<double>(x[c]) - mean[c] : 0.0;
      squares[c] += distance * distance;
    }
  }
  for (std::size_t c = 0; c < columns; ++c) {
    const double offset = offsets == nullptr ? 0 : offsets[c];
    out.push_back({count[c], offset + static_cast<double>(minimum[c]), offset + static_cast<double>(maximum[c]),
                   offset + mean[c], squares[c]});
  }
}

}  // namespace

std::vector<NumericSummary> summarise(const TableBlock& block, const std::vector<double>& offsets) {
  std::vector<NumericSummary> summaries;
  if (block.exact.columns() > 0) add_columns(block.exact, block.rows, nullptr, summaries);
  if (block.wide.columns() > 0) add_columns(block.wide, block.rows, nullptr, summaries);
  if (block.narrow.columns() > 0) add_columns(block.narrow, block.rows, offsets.data(), summaries);
  return summaries;
}

}  // namespace binet::detail
