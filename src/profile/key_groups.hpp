#pragma once

#include "io/byte_hash.hpp"
#include "profile/hashed_table.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

namespace binet::detail {

/// Which class a row is of, to be counted apart.
enum class RowClass : std::uint8_t { negative, positive, unlabelled };

/// All rows of one key.
struct KeyGroup {
  CellKey key = 0;
  Index rows = 0, positives = 0, negatives = 0;
};

/// Cuts keys into parts, evenly: by a hash, or in their order at given keys.
class KeyParts {
 public:
  /// A power of two of parts.
  explicit KeyParts(int bits) : shift_(64 - bits), count_(Index{1} << bits) {}
  /// Part p + 1 begins with starts[p]; these ascend.
  explicit KeyParts(std::vector<CellKey> starts)
      : starts_(std::move(starts)), count_(static_cast<Index>(starts_.size()) + 1) {}

  Index count() const { return count_; }
  Index of(CellKey key) const {
    if (starts_.empty()) return shift_ == 64 ? 0 : static_cast<Index>(combine_hash(0, key) >> shift_);
    const CellKey* first = starts_.data();
    for (std::size_t left = starts_.size(); left > 0;) {
      const std::size_t half = (left + 1) / 2;
      first += half & -static_cast<std::size_t>(first[half - 1] <= key);  // no branch, which nothing could foresee
      left -= half;
    }
    return first - starts_.data();
  }

 private:
  std::vector<CellKey> starts_;
  int shift_ = 64;
  Index count_;
};

/// By a hash, into parts that are quickly sorted.
KeyParts parts_by_hash(Index rows);

/// A key for each row of a block, none for rows whose key is kMissingKey; may be made in the scratch.
using BlockKeys = std::function<const CellKey*(const KeyBlock&, std::vector<CellKey>& scratch)>;

/// Groups rows by key and calls visit(part, groups) once a part, the groups by ascending key; several parts at a time.
/// `classes` has an entry a row, or none if all rows are of one. In bounded memory: the keys are swept over more than
/// once if they are many.
void group_keys(const HashedTable&, const BlockKeys&, std::span<const RowClass> classes, const KeyParts&,
                const std::function<void(Index part, std::span<const KeyGroup>)>& visit);

}  // namespace binet::detail
