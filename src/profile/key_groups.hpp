#pragma once

#include "io/byte_hash.hpp"
#include "profile/hashed_table.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

namespace binet::detail {

/// The class of a row; classes are counted separately.
enum class RowClass : std::uint8_t { negative, positive, unlabelled };

/// All rows of one key.
struct KeyGroup {
  CellKey key = 0;
  Index rows = 0, positives = 0, negatives = 0;
};

/// Divides keys into parts: evenly by a hash, or by order at given keys.
class KeyParts {
 public:
  /// Divides by a hash into 2^bits parts.
  explicit KeyParts(int bits) : shift_(64 - bits), count_(Index{1} << bits) {}
  /// Divides by order: part p + 1 begins with starts[p]; `starts` is ascending.
  explicit KeyParts(std::vector<CellKey> starts)
      : starts_(std::move(starts)), count_(static_cast<Index>(starts_.size()) + 1) {}

  Index count() const { return count_; }
  Index of(CellKey key) const {
    if (starts_.empty()) return shift_ == 64 ? 0 : static_cast<Index>(combine_hash(0, key) >> shift_);
    const CellKey* first = starts_.data();
    for (std::size_t left = starts_.size(); left > 0;) {
      const std::size_t half = (left + 1) / 2;
      first += half & -static_cast<std::size_t>(first[half - 1] <= key);  // no branch, which would be unpredictable
      left -= half;
    }
    return first - starts_.data();
  }

 private:
  std::vector<CellKey> starts_;
  int shift_ = 64;
  Index count_;
};

/// Divides keys by a hash into parts small enough to sort quickly.
KeyParts parts_by_hash(Index rows);

/// Returns a key for each row of a block (rows with kMissingKey have none); may write them to the scratch.
using BlockKeys = std::function<const CellKey*(const KeyBlock&, std::vector<CellKey>& scratch)>;

/// Groups rows by key and calls visit(part, groups) once per part, with the groups in ascending order of keys; several
/// parts at a time. `classes` has an entry per row, or is empty if all rows have one class. Memory is bounded: many
/// keys are read in several passes.
void group_keys(const HashedTable&, const BlockKeys&, std::span<const RowClass> classes, const KeyParts&,
                const std::function<void(Index part, std::span<const KeyGroup>)>& visit);

}  // namespace binet::detail
