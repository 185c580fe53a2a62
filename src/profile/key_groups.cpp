#include "profile/key_groups.hpp"

#include "binet/base/parallel.hpp"
#include "base/radix_sort.hpp"

#include <array>
#include <bit>
#include <memory>
#include <utility>

namespace binet::detail {
namespace {

constexpr Index kKeysAPart = Index{1} << 14;
constexpr int kMostPartBits = 12;
constexpr Index kMostShards = 64, kRowsAShard = Index{1} << 16;
constexpr std::size_t kKeysAtOnce = std::size_t{1} << 26;  ///< 512 MB, a quarter of the memory limit if there is one
constexpr std::size_t kFewestAtOnce = std::size_t{1} << 20;
constexpr std::size_t kClasses = 3;

std::size_t keys_at_once() {
  if (memory_limit() == 0) return kKeysAtOnce;
  return std::clamp(memory_limit() / 4 / sizeof(CellKey), kFewestAtOnce, kKeysAtOnce);
}

struct Scratch {
  std::vector<CellKey> keys;
  std::vector<KeyGroup> groups;
};

/// Merges the sorted keys of each class.
void group_sorted(std::span<const std::span<CellKey>> classes, std::vector<KeyGroup>& groups) {
  groups.clear();
  std::array<const CellKey*, kClasses> at{}, end{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    at[c] = classes[c].data();
    end[c] = at[c] + classes[c].size();
  }
  for (;;) {
    bool left = false;
    KeyGroup group{.key = ~CellKey{0}};
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (at[c] == end[c]) continue;
      left = true;
      group.key = std::min(group.key, *at[c]);
    }
    if (!left) return;
    std::array<Index, kClasses> counts{};
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const CellKey* const first = at[c];
      while (at[c] != end[c] && *at[c] == group.key) ++at[c];
      counts[c] = at[c] - first;
    }
    group.rows = counts[0] + counts[1] + counts[2];
    group.negatives = counts[static_cast<std::size_t>(RowClass::negative)];
    group.positives = counts[static_cast<std::size_t>(RowClass::positive)];
    groups.push_back(group);
  }
}

class KeySweeps {
 public:
  KeySweeps(const HashedTable& table, const BlockKeys& keys, std::span<const RowClass> classes, const KeyParts& parts)
      : table_(table), keys_(keys), row_classes_(classes), parts_(parts), classes_(classes.empty() ? 1 : kClasses) {
    const auto blocks = static_cast<Index>(table.blocks.size());
    const Index shards = std::clamp<Index>(table.rows / kRowsAShard, 1, kMostShards);
    shards_ = {blocks, (blocks + shards - 1) / shards};
  }

  void run(const std::function<void(Index, std::span<const KeyGroup>)>& visit) {
    count();
    for (Index first = 0; first < parts_.count();) {
      Index last = first;
      std::size_t keys = 0;
      do {
        keys += in_part(last++);
      } while (last < parts_.count() && keys + in_part(last) <= keys_at_once());
      gather(first, last, keys);
      parallel_for(last - first, [&](Index i) { group(first + i, visit); });
      first = last;
    }
  }

 private:
  std::size_t cell(Index part, std::size_t c) const { return static_cast<std::size_t>(part) * classes_ + c; }

  /// Calls use(place of part and class, key) for the keys of a shard, block by block.
  template <class Use>
  void sweep(Index shard, Use&& use) {
    std::vector<CellKey> scratch;
    for (Index b = shards_[shard].begin; b < shards_[shard].end; ++b) {
      const KeyBlock& block = table_.blocks[static_cast<std::size_t>(b)];
      const CellKey* const keys = keys_(block, scratch);
      for (Index r = 0; r < block.rows.rows; ++r) {
        if (keys[r] == kMissingKey) continue;
        const auto row = static_cast<std::size_t>(block.rows.first_row + r);
        use(cell(parts_.of(keys[r]), row_classes_.empty() ? 0 : static_cast<std::size_t>(row_classes_[row])), keys[r]);
      }
      block.cells.release();
    }
  }

  void count() {
    counts_.assign(static_cast<std::size_t>(shards_.count()), {});
    parallel_for(shards_.count(), [&](Index shard) {
      std::vector<std::size_t>& counts = counts_[static_cast<std::size_t>(shard)];
      counts.resize(cell(parts_.count(), 0));
      sweep(shard, [&](std::size_t place, CellKey) { ++counts[place]; });
    });
  }

  std::size_t in_part(Index part) const {
    std::size_t keys = 0;
    for (const std::vector<std::size_t>& counts : counts_) {
      for (std::size_t c = 0; c < classes_; ++c) keys += counts[cell(part, c)];
    }
    return keys;
  }

  /// Puts the keys of these parts next to each other, ordered by part and class.
  void gather(Index first, Index last, std::size_t keys) {
    if (keys > room_) {
      gathered_.reset();
      gathered_ = std::make_unique_for_overwrite<CellKey[]>(room_ = keys);
      prefer_large_pages(gathered_.get(), keys * sizeof(CellKey));
    }
    const std::size_t from = cell(first, 0), to = cell(last, 0);
    std::vector<std::vector<std::size_t>> next(counts_.size(), std::vector<std::size_t>(to - from));
    begins_.assign(to - from + 1, 0);
    std::size_t begin = 0;
    for (std::size_t place = from; place < to; ++place) {
      begins_[place - from] = begin;
      for (std::size_t shard = 0; shard < counts_.size(); ++shard) {
        next[shard][place - from] = begin;
        begin += counts_[shard][place];
      }
    }
    begins_.back() = begin;
    first_ = first;
    parallel_for(shards_.count(), [&](Index shard) {
      std::vector<std::size_t>& places = next[static_cast<std::size_t>(shard)];
      sweep(shard, [&](std::size_t place, CellKey key) {
        if (place >= from && place < to) gathered_[places[place - from]++] = key;
      });
    });
  }

  void group(Index part, const std::function<void(Index, std::span<const KeyGroup>)>& visit) const {
    thread_local Scratch scratch;
    std::array<std::span<CellKey>, kClasses> keys;
    for (std::size_t c = 0; c < classes_; ++c) {
      const std::size_t place = cell(part - first_, c);
      keys[c] = {gathered_.get() + begins_[place], begins_[place + 1] - begins_[place]};
      radix_sort<8>(keys[c], scratch.keys);
    }
    group_sorted(std::span(keys).first(classes_), scratch.groups);
    visit(part, scratch.groups);
  }

  const HashedTable& table_;
  const BlockKeys& keys_;
  std::span<const RowClass> row_classes_;
  const KeyParts& parts_;
  std::size_t classes_;
  Shards shards_;                                 ///< of blocks
  std::vector<std::vector<std::size_t>> counts_;  ///< number of keys: one list per shard, one entry per part and class
  std::unique_ptr<CellKey[]> gathered_;           ///< the keys of some parts
  std::size_t room_ = 0;                          ///< its capacity
  Index first_ = 0;                               ///< the first part in it
  std::vector<std::size_t> begins_;               ///< begin of each part and class in it
};

}  // namespace

KeyParts parts_by_hash(Index rows) {
  const auto parts = static_cast<std::uint64_t>(std::max<Index>(1, rows / kKeysAPart));
  return KeyParts(std::min(kMostPartBits, static_cast<int>(std::bit_width(parts)) - 1));
}

void group_keys(const HashedTable& table, const BlockKeys& keys, std::span<const RowClass> classes,
                const KeyParts& parts, const std::function<void(Index, std::span<const KeyGroup>)>& visit) {
  KeySweeps(table, keys, classes, parts).run(visit);
}

}  // namespace binet::detail
