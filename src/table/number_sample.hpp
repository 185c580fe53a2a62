#pragma once

#include "table/number_column.hpp"
#include "binet/table/table.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace binet::detail {

/// Some of the rows given, evenly spaced, to take quantiles of columns from.
class RowSample {
 public:
  RowSample(const Table&, std::span<const Index> rows, std::size_t most);

  /// The cells of one column that are not missing, ascending.
  std::vector<double> sorted(const NumberColumn&) const;

 private:
  struct Part {
    const TableBlock* block;
    std::vector<Index> rows;  ///< in the block
  };

  std::vector<Part> parts_;
  std::size_t count_ = 0;
};

/// Ascending; there must be no NaN.
void sort_numbers(std::vector<double>& numbers);

}  // namespace binet::detail
