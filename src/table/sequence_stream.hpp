#pragma once

#include "binet/table/block_reader.hpp"

#include <cstdint>
#include <functional>
#include <unordered_set>
#include <vector>

namespace binet {

/// A file of sequences whose rows stand together, read some sequences at a time: memory is bounded by the longest
/// sequence, besides eight bytes per sequence.
class SequenceStream {
 public:
  /// `seen` is called for the table of each block as it is read, in order. The reader must outlive the object.
  SequenceStream(BlockReader& reader, const SequenceColumns& columns, std::function<void(const Table&)> seen)
      : reader_(reader), columns_(columns), seen_(std::move(seen)) {}

  /// Rows of which the first `complete` are whole sequences; false at the end, or where scattered() has become true.
  bool next(RowBlock& rows, Index& complete);

  /// A sequence was met again after its end: the rows of this file have to be read as a whole.
  bool scattered() const { return scattered_; }

 private:
  bool read(Index rows);
  /// Remembers the sequences of the first rows; false if one of them was there before.
  bool remember(const Table&, const std::vector<std::int32_t>& keys, Index rows);

  BlockReader& reader_;
  SequenceColumns columns_;
  std::function<void(const Table&)> seen_;
  std::vector<RowBlock> pending_;  ///< read, and not yet returned as whole sequences
  Index pending_rows_ = 0;
  std::unordered_set<std::uint64_t> ended_;  ///< hashes of the names of all sequences returned
  bool at_end_ = false, scattered_ = false;
};

}  // namespace binet
