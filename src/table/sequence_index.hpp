#pragma once

#include "binet/table/schema.hpp"
#include "binet/table/table.hpp"

#include <span>
#include <vector>

namespace binet {

/// Which rows of a table make a sequence, and in which order. The example that a row stands for is its sequence up to
/// and including that row.
class SequenceIndex {
 public:
  /// Throws Error that names the line of a row without a sequence or a time, and of a second row of the same time in a
  /// sequence. Without a column of order the rows of a sequence are in the order of the file.
  SequenceIndex(const Table&, const SequenceColumns&);

  /// All rows, sequence by sequence in the order of the file, and by time inside each.
  const std::vector<Index>& order() const { return order_; }
  /// Where the steps of the example that ends with `row` lie in order().
  RowRange steps(Index row) const;
  /// Where all steps of the sequence of `row` lie in order().
  RowRange whole(Index row) const;
  /// The last row of each sequence, in the order in which the sequences begin in the file.
  std::vector<Index> last_rows() const;
  /// Places in order() of all rows that the examples ending with these rows hold, ascending, each once.
  std::vector<Index> places_of(std::span<const Index> rows) const;

 private:
  std::vector<Index> order_;
  std::vector<Index> place_;  ///< of each row, in order_
  std::vector<Index> begin_;  ///< by place: where the sequence begins
};

/// The rows that the examples ending with `rows` hold, each once, and with weights that of the example that a row was
/// first met in. What is learned of columns (levels, means, scales) is learned from these.
struct SequenceSteps {
  std::vector<Index> rows;
  std::vector<Scalar> weight;  ///< empty if no weights were given
  SequenceSteps(const SequenceIndex&, std::span<const Index> rows, std::span<const Scalar> weight);
};

}  // namespace binet
