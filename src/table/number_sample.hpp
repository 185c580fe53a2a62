#pragma once

#include "table/number_column.hpp"
#include "binet/table/table.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace binet::detail {

/// A sample of the given rows, evenly spaced, from which quantiles of columns are computed.
class RowSample {
 public:
  RowSample(const Table&, std::span<const Index> rows, std::size_t most);

  /// The non-missing cells of one column, ascending.
  std::vector<double> sorted(const NumberColumn&) const;
  /// The same in `numbers`, with the count of each in `counts`; `weight` has one entry per given row.
  void sort_weighted(const NumberColumn&, std::span<const Scalar> weight, std::vector<double>& numbers,
                     std::vector<double>& counts) const;

 private:
  struct Part {
    const TableBlock* block;
    std::vector<Index> rows;  ///< in the block
  };

  std::vector<double> read(const NumberColumn&) const;

  std::vector<Part> parts_;
  std::size_t count_ = 0, rows_ = 0;  ///< number of sampled rows; number of given rows
};

/// Sorts ascending; there must be no NaN.
void sort_numbers(std::vector<double>& numbers);

}  // namespace binet::detail
