#include "table/equal_rows.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <string_view>

namespace binet {
namespace {

constexpr Index kShardRows = 4096;

/// One step of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit of x.
std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = text.size();
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  return scramble(hash);
}

std::uint64_t bits_of(double x) {
  if (x != x) return 1;
  return std::bit_cast<std::uint64_t>(x + 0.0);  // −0 and 0 are equal
}

/// Maps each cell of the given columns to 64 bits that are equal for equal cells.
class CellKeys {
 public:
  CellKeys(const Table& table, std::span<const Column* const> columns, bool portable)
      : rounded_(!portable && std::ranges::any_of(table.blocks, [](const TableBlock& block) {
          return block.narrow.columns() > 0;
        })) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Column& column = *columns[c];
      Source source{&column, scramble(c) | 1, {}};
      if (column.type == ColumnType::category) {
        source.levels.push_back(1);  // for a missing cell
        for (const std::string& level : column.levels) source.levels.push_back(hash_text(level));
      } else {
        (column.exact ? exact_ : inexact_).set(static_cast<std::size_t>(column.slot), source.factor, column.offset);
      }
      sources_.push_back(std::move(source));
    }
  }

  /// Σ over columns of the mixed key times an odd number specific to the column (multilinear hashing).
  std::uint64_t row(const TableBlock& block, Index row_in_block) const {
    std::uint64_t sum = 0;
    for (const Source& source : sources_) {
      if (!source.levels.empty()) sum += source.factor * mixed(cell(source, block, row_in_block));
    }
    if (!exact_.empty()) sum += exact_.sum(block.exact.row(row_in_block), [](double x, double) { return x; });
    if (inexact_.empty()) return sum;
    return sum + with_inexact(block, row_in_block, [&](const auto* cells, const auto& number) {
             return inexact_.sum(cells, number);
           });
  }

  bool equal(const Table& table, Index a, Index b) const {
    const TableBlock &of_a = table.block_of(a), &of_b = table.block_of(b);
    return std::ranges::all_of(sources_, [&](const Source& source) {
      return cell(source, of_a, a - of_a.first_row) == cell(source, of_b, b - of_b.first_row);
    });
  }

 private:
  struct Source {
    const Column* column;
    std::uint64_t factor;
    std::vector<std::uint64_t> levels;  ///< by code + 1; empty for numbers
  };

  /// The numeric columns of one array of a block, by slot: a loop over the cells of a row, without a branch.
  class Slots {
   public:
    bool empty() const { return factors_.empty(); }
    void set(std::size_t slot, std::uint64_t factor, double offset) {
      if (slot >= factors_.size()) {
        factors_.resize(slot + 1);  // a factor of 0 leaves a column out
        offsets_.resize(slot + 1);
      }
      factors_[slot] = factor;
      offsets_[slot] = offset;
    }
    template <typename Cell, typename Number>
    std::uint64_t sum(const Cell* cells, Number&& number) const {
      std::uint64_t sum = 0;
      for (std::size_t slot = 0; slot < factors_.size(); ++slot) {
        sum += factors_[slot] * mixed(bits_of(number(cells[slot], offsets_[slot])));
      }
      return sum;
    }

   private:
    std::vector<std::uint64_t> factors_;
    std::vector<double> offsets_;
  };

  static std::uint64_t mixed(std::uint64_t key) {
    const std::uint64_t product = key * 0x9e3779b97f4a7c15u;
    return product ^ (product >> 32);
  }

  /// Returns use(cells, number): the inexact cells of a row by slot, and number(cell, offset), by which a cell counts.
  template <class Use>
  std::uint64_t with_inexact(const TableBlock& block, Index row, const Use& use) const {
    if (block.wide.columns() == 0) {
      const Scalar* const cells = block.narrow.row(row);
      if (rounded_) return use(cells, [](Scalar x, double) { return static_cast<double>(x); });
      return use(cells, [](Scalar x, double offset) { return offset + static_cast<double>(x); });
    }
    const double* const cells = block.wide.row(row);
    if (rounded_) {
      return use(cells, [](double x, double offset) { return static_cast<double>(static_cast<Scalar>(x - offset)); });
    }
    return use(cells, [](double x, double) { return x; });
  }

  std::uint64_t cell(const Source& source, const TableBlock& block, Index row) const {
    const Column& column = *source.column;
    if (column.type == ColumnType::category) {
      return source.levels[static_cast<std::size_t>(block.codes(row, column.slot) + 1)];
    }
    if (column.exact) return bits_of(block.exact(row, column.slot));
    return with_inexact(block, row, [&](const auto* cells, const auto& number) {
      return bits_of(number(cells[column.slot], column.offset));
    });
  }

  std::vector<Source> sources_;
  Slots exact_, inexact_;
  bool rounded_;  ///< numbers are stored relative to an offset in single precision
};

std::vector<std::uint64_t> hash_rows(const Table& table, const CellKeys& keys, std::span<const Index> rows) {
  std::vector<std::uint64_t> hashes(rows.size());
  const Shards shards{static_cast<Index>(rows.size()), kShardRows};
  parallel_for(shards.count(), [&](Index s) {
    const TableBlock* block = nullptr;
    for (Index i = shards[s].begin; i < shards[s].end; ++i) {
      const Index row = rows[static_cast<std::size_t>(i)];
      const bool inside = block != nullptr && row >= block->first_row && row < block->first_row + block->rows;
      if (!inside) block = &table.block_of(row);
      hashes[static_cast<std::size_t>(i)] = keys.row(*block, row - block->first_row);
    }
  });
  return hashes;
}

/// A set of hashes with false positives.
class HashFilter {
 public:
  explicit HashFilter(std::size_t hashes)
      : shift_(64 - static_cast<int>(std::bit_width(std::max<std::size_t>(hashes, 8) * 8))),
        words_((std::size_t{1} << (64 - shift_)) / 64) {}
  /// Returns true if the hash may already have been present.
  bool put(std::uint64_t hash) {
    const std::size_t bit = place(hash);
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    const bool in = (words_[bit / 64] & mask) != 0;
    words_[bit / 64] |= mask;
    return in;
  }
  bool has(std::uint64_t hash) const { return (words_[place(hash) / 64] >> (place(hash) % 64) & 1) != 0; }

 private:
  std::size_t place(std::uint64_t hash) const { return static_cast<std::size_t>(hash >> shift_); }
  int shift_;
  std::vector<std::uint64_t> words_;
};

}  // namespace

std::vector<HashedRow> repeated_hashes(const std::vector<std::uint64_t>& hashes) {
  HashFilter once(hashes.size()), again(hashes.size());
  bool any = false;
  for (const std::uint64_t hash : hashes) {
    if (!once.put(hash)) continue;
    again.put(hash);
    any = true;
  }
  std::vector<HashedRow> found;
  if (!any) return found;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (again.has(hashes[i])) found.push_back({hashes[i], static_cast<Index>(i)});
  }
  std::ranges::sort(found);
  return found;
}

std::uint64_t hash_with(std::uint64_t hash, double number) {
  return scramble(hash ^ bits_of(number));
}

std::vector<std::uint64_t> hash_rows(const Table& table, std::span<const Column* const> columns,
                                     std::span<const Index> rows, bool portable) {
  return hash_rows(table, CellKeys(table, columns, portable), rows);
}

std::vector<std::vector<Index>> find_equal_rows(const Table& table, std::span<const Column* const> columns,
                                                std::span<const Index> rows) {
  const CellKeys keys(table, columns, false);
  const std::vector<HashedRow> found = repeated_hashes(hash_rows(table, keys, rows));
  std::vector<std::vector<Index>> sets;
  for (auto begin = found.begin(); begin != found.end();) {
    const auto end = std::find_if(begin, found.end(), [&](const HashedRow& h) { return h.hash != begin->hash; });
    std::vector<Index> set;
    const Index first = rows[static_cast<std::size_t>(begin->place)];
    for (; begin != end; ++begin) {
      if (keys.equal(table, first, rows[static_cast<std::size_t>(begin->place)])) set.push_back(begin->place);
    }
    if (set.size() > 1) sets.push_back(std::move(set));
  }
  std::ranges::sort(sets, {}, [](const std::vector<Index>& set) { return set.front(); });
  return sets;
}

Index count_rows_among(const Table& table, std::span<const Index> rows, const Table& others,
                       std::span<const Index> other_rows, std::span<const std::string> columns) {
  std::vector<const Column*> here, there;
  for (const std::string& name : columns) {
    const Column *const a = table.find(name), *const b = others.find(name);
    if (a == nullptr || b == nullptr || a->type != b->type) return 0;
    here.push_back(a);
    there.push_back(b);
  }
  std::vector<std::uint64_t> known = hash_rows(others, there, other_rows, true);
  std::ranges::sort(known);
  const std::vector<std::uint64_t> asked = hash_rows(table, here, rows, true);
  return std::ranges::count_if(asked, [&](std::uint64_t hash) { return std::ranges::binary_search(known, hash); });
}

}  // namespace binet
