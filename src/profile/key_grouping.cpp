#include "profile/key_grouping.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace binet::detail {

Grouping group_by_hash(const HashedTable& table, const BlockKeys& keys, const KeyParts& parts, bool list_repeated) {
  std::vector<Grouping> of_part(static_cast<std::size_t>(parts.count()));
  Grouping all;
  if (list_repeated) all.repeated.resize(of_part.size());
  group_keys(table, keys, {}, parts, [&](Index part, std::span<const KeyGroup> groups) {
    Grouping& here = of_part[static_cast<std::size_t>(part)];
    here.distinct = static_cast<Index>(groups.size());
    for (const KeyGroup& group : groups) {
      if (group.rows > here.most) here.commonest.clear();
      here.most = std::max(here.most, group.rows);
      if (group.rows == here.most && group.rows > 1) here.commonest.push_back(group.key);
      if (list_repeated && group.rows > 1) all.repeated[static_cast<std::size_t>(part)].push_back(group.key);
    }
  });
  for (const Grouping& part : of_part) {
    all.distinct += part.distinct;
    all.most = std::max(all.most, part.most);
  }
  for (const Grouping& part : of_part) {
    if (part.most == all.most) all.commonest.insert(all.commonest.end(), part.commonest.begin(), part.commonest.end());
  }
  std::ranges::sort(all.commonest);
  return all;
}

std::optional<Index> first_repeat(const HashedTable& table, const BlockKeys& keys, const KeyParts& parts,
                                  const std::vector<std::vector<CellKey>>& repeated) {
  std::vector<std::vector<bool>> seen;
  for (const std::vector<CellKey>& part : repeated) seen.emplace_back(part.size(), false);
  bool missing_seen = false;
  std::vector<CellKey> scratch;
  for (const KeyBlock& block : table.blocks) {
    const CellKey* const cells = keys(block, scratch);
    for (Index r = 0; r < block.rows.rows; ++r) {
      if (cells[r] == kMissingKey) {
        if (std::exchange(missing_seen, true)) return block.rows.first_row + r;
        continue;
      }
      const auto part = static_cast<std::size_t>(parts.of(cells[r]));
      const auto found = std::ranges::lower_bound(repeated[part], cells[r]);
      if (found == repeated[part].end() || *found != cells[r]) continue;
      const auto place = static_cast<std::size_t>(found - repeated[part].begin());
      if (seen[part][place]) return block.rows.first_row + r;
      seen[part][place] = true;
    }
    block.cells.release();
  }
  return std::nullopt;
}

}  // namespace binet::detail
