#include "table/level_union.hpp"

#include "binet/base/parallel.hpp"
#include "table/level_order.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace binet::detail {
namespace {

/// places[1 + code] is the index of a chunk's code in the column's levels; places[0] is for missing cells.
using Places = std::vector<std::int32_t>;

/// Sorts the levels of all chunks into the column; returns the places of each chunk's codes.
std::vector<Places> place_levels(std::span<const Chunk> chunks, Column& column) {
  const auto slot = static_cast<std::size_t>(column.slot);
  std::vector<Places> of_chunk;
  LevelDictionary all;
  for (const Chunk& chunk : chunks) {
    Places& places = of_chunk.emplace_back(1, LevelDictionary::kMissing);
    for (const std::string_view level : chunk.levels[slot].levels()) {
      places.push_back(all.code_within({level.data(), level.data() + level.size(), false}));
    }
  }
  const std::vector<std::size_t> order = order_of_levels(all.levels());
  std::vector<std::int32_t> rank(order.size());
  for (std::size_t r = 0; r < order.size(); ++r) {
    rank[order[r]] = static_cast<std::int32_t>(r);
    column.levels.emplace_back(all.levels()[order[r]]);
  }
  for (Places& places : of_chunk) {
    for (std::size_t i = 1; i < places.size(); ++i) places[i] = rank[static_cast<std::size_t>(places[i])];
  }
  return of_chunk;
}

/// Replaces codes by places and returns the number of cells of each entry of `places`. Missing cells cause no branch,
/// since they are unpredictable. There are two counters per level, so that equal neighbouring cells do not wait for
/// each other.
std::vector<Index> recode(TableBlock& block, Index slot, const Places& places) {
  const Index stride = block.codes.columns();
  std::vector<std::uint32_t> even(places.size()), odd(places.size());
  const auto take = [&, place = places.data() + 1](std::int32_t& code, std::uint32_t* count) {
    ++count[code + 1];
    code = place[code];
  };
  std::int32_t* cell = block.codes.row(0) + slot;
  Index r = 0;
  for (; r + 2 <= block.rows; r += 2, cell += 2 * stride) {
    take(cell[0], even.data());
    take(cell[stride], odd.data());
  }
  if (r < block.rows) take(*cell, even.data());
  std::vector<Index> counts(even.begin(), even.end());
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += odd[i];
  return counts;
}

}  // namespace

void unite_levels(std::span<Chunk> chunks, std::span<Column> columns) {
  std::vector<Column*> categories;
  for (Column& column : columns) {
    if (column.type == ColumnType::category) categories.push_back(&column);
  }
  std::vector<std::vector<Places>> places(categories.size());  // [column][chunk]
  parallel_for(static_cast<Index>(categories.size()), [&](Index i) {
    const auto c = static_cast<std::size_t>(i);
    places[c] = place_levels(chunks, *categories[c]);
  });
  std::vector<std::vector<std::vector<Index>>> counts(chunks.size());  // [chunk][column][entry of places]
  parallel_for(static_cast<Index>(chunks.size()), [&](Index i) {
    const auto k = static_cast<std::size_t>(i);
    for (std::size_t c = 0; c < categories.size(); ++c) {
      counts[k].push_back(recode(chunks[k].block, categories[c]->slot, places[c][k]));
    }
    chunks[k].levels.clear();
  });
  for (std::size_t c = 0; c < categories.size(); ++c) {
    std::vector<Index>& total = categories[c]->counts;
    total.assign(categories[c]->levels.size(), 0);
    for (std::size_t k = 0; k < chunks.size(); ++k) {
      const Places& of_chunk = places[c][k];
      for (std::size_t l = 1; l < of_chunk.size(); ++l) total[static_cast<std::size_t>(of_chunk[l])] += counts[k][c][l];
    }
  }
}

}  // namespace binet::detail
