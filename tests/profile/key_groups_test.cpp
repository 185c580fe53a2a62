#include "profile/key_groups.hpp"

#include "binet/base/page_memory.hpp"
#include "math/random.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>

namespace binet::detail {
namespace {

struct KeyRows {
  HashedTable table;
  std::vector<RowClass> classes;
  std::map<CellKey, KeyGroup> groups;
};

/// Blocks of one column, with some keys many times and some missing.
KeyRows random_keys(Index blocks, Index rows) {
  KeyRows made;
  Random random(3);
  for (Index b = 0; b < blocks; ++b) {
    KeyBlock& block = made.table.blocks.emplace_back();
    block.rows.first_row = made.table.rows;
    block.rows.rows = rows;
    block.cells = {1, rows};
    made.table.rows += rows;
    for (Index r = 0; r < rows; ++r) {
      const double x = random.normal();
      const CellKey key = r % 10 == 0 ? kMissingKey : number_key(r % 3 == 0 ? 0.5 : x > 0 ? std::round(100 * x) : x);
      block.cells(0, r) = key;
      made.classes.push_back(static_cast<RowClass>(random.below(3)));
      if (key == kMissingKey) continue;
      KeyGroup& group = made.groups[key];
      group.key = key;
      ++group.rows;
      group.positives += made.classes.back() == RowClass::positive;
      group.negatives += made.classes.back() == RowClass::negative;
    }
  }
  return made;
}

void expect_groups(const KeyRows& rows, const KeyParts& parts) {
  std::vector<std::vector<KeyGroup>> of_part(static_cast<std::size_t>(parts.count()));
  group_keys(
      rows.table, [](const KeyBlock& block, std::vector<CellKey>&) { return block.cells.row(0); }, rows.classes, parts,
      [&](Index part, std::span<const KeyGroup> groups) {
        of_part[static_cast<std::size_t>(part)].assign(groups.begin(), groups.end());
      });
  std::map<CellKey, KeyGroup> found;
  for (std::size_t part = 0; part < of_part.size(); ++part) {
    for (const KeyGroup& group : of_part[part]) {
      EXPECT_EQ(parts.of(group.key), static_cast<Index>(part));
      EXPECT_TRUE(found.emplace(group.key, group).second);
    }
  }
  ASSERT_EQ(found.size(), rows.groups.size());
  for (const auto& [key, group] : rows.groups) {
    EXPECT_EQ(found[key].rows, group.rows);
    EXPECT_EQ(found[key].positives, group.positives);
    EXPECT_EQ(found[key].negatives, group.negatives);
  }
}

TEST(KeyGroups, AreThoseOfAMap) {
  const KeyRows rows = random_keys(7, 30'000);
  expect_groups(rows, KeyParts(0));
  expect_groups(rows, parts_by_hash(rows.table.rows));
  std::vector<CellKey> keys;
  for (const auto& [key, group] : rows.groups) keys.push_back(key);
  for (const std::size_t count : {1u, 2u, 3u, 6u, 7u}) {
    std::vector<CellKey> starts;
    for (std::size_t i = 1; i <= count; ++i) starts.push_back(keys[i * keys.size() / (count + 1)]);
    expect_groups(rows, KeyParts(starts));
  }
}

/// So many that they are gathered in several goes.
TEST(KeyGroups, AreTheSameInLittleMemory) {
  const KeyRows rows = random_keys(12, 100'000);
  set_memory_limit(1);
  expect_groups(rows, parts_by_hash(rows.table.rows));
  set_memory_limit(0);
}

}  // namespace
}  // namespace binet::detail
