#include "profile/class_ranking.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

namespace binet::detail {
namespace {

/// Probability that a positive row ranks above a negative one, with ties counted as half (Mann, Whitney 1947), from
/// groups of rows in ascending order.
struct Ranks {
  double positives = 0, negatives = 0, above = 0;

  void add(const Ranks& higher) {
    above += higher.above + higher.positives * negatives;
    positives += higher.positives;
    negatives += higher.negatives;
  }
  void add(const KeyGroup& group) {
    const auto here = static_cast<double>(group.positives), others = static_cast<double>(group.negatives);
    add(Ranks{here, others, here * others / 2});
  }
  /// Taken in the better direction: at least one half.
  double roc_auc() const {
    const double auc = above / (positives * negatives);
    return std::max(auc, 1 - auc);
  }
};

/// The bits of a double, transformed so that they have the order of the numbers; and the inverse.
CellKey ascending(CellKey number) {
  constexpr CellKey kSign = CellKey{1} << 63;
  return number == kMissingKey ? number : (number & kSign) != 0 ? ~number : number | kSign;
}

/// Parts of about equal size, estimated from a sample.
KeyParts parts_in_order(const HashedTable& table, std::size_t c) {
  constexpr Index kSampledAPart = 16;
  const Index parts = parts_by_hash(table.rows).count(),
              step = std::max<Index>(1, table.rows / (kSampledAPart * parts));
  std::vector<CellKey> sample;
  for (const KeyBlock& block : table.blocks) {
    const Index first = (block.rows.first_row + step - 1) / step * step - block.rows.first_row;
    for (Index r = first; r < block.rows.rows; r += step) {
      const CellKey key = block.cells(static_cast<Index>(c), r);
      if (key != kMissingKey) sample.push_back(ascending(key));
    }
  }
  std::ranges::sort(sample);
  std::vector<CellKey> starts;
  for (Index part = 1; part < parts && !sample.empty(); ++part) {
    starts.push_back(sample[sample.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts)]);
  }
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return KeyParts(std::move(starts));
}

}  // namespace

NumberRanking rank_numbers(const HashedTable& table, std::size_t c, std::span<const RowClass> classes) {
  const KeyParts parts = parts_in_order(table, c);
  const BlockKeys keys = [c](const KeyBlock& block, std::vector<CellKey>& scratch) -> const CellKey* {
    const CellKey* const cells = block.cells.row(static_cast<Index>(c));
    scratch.resize(static_cast<std::size_t>(block.rows.rows));
    std::transform(cells, cells + scratch.size(), scratch.begin(), ascending);
    return scratch.data();
  };
  std::vector<Ranks> of_part(static_cast<std::size_t>(parts.count()));
  std::atomic<Index> count = 0;
  group_keys(table, keys, classes, parts, [&](Index part, std::span<const KeyGroup> groups) {
    for (const KeyGroup& group : groups) of_part[static_cast<std::size_t>(part)].add(group);
    count += static_cast<Index>(groups.size());
  });
  Ranks all;
  for (const Ranks& part : of_part) all.add(part);
  return {all.roc_auc(), count};
}

double rank_missing(const HashedTable& table, std::size_t c, std::span<const RowClass> classes) {
  KeyGroup missing, present;
  for (const KeyBlock& block : table.blocks) {
    const CellKey* const cells = block.cells.row(static_cast<Index>(c));
    for (Index r = 0; r < block.rows.rows; ++r) {
      KeyGroup& group = cells[r] == kMissingKey ? missing : present;
      const RowClass row = classes[static_cast<std::size_t>(block.rows.first_row + r)];
      group.positives += row == RowClass::positive;
      group.negatives += row == RowClass::negative;
    }
  }
  Ranks ranks;
  ranks.add(missing);
  ranks.add(present);
  return ranks.roc_auc();
}

double rank_levels(const HashedTable& table, const BlockKeys& keys, std::span<const RowClass> classes) {
  const KeyParts parts = parts_by_hash(table.rows);
  std::vector<std::vector<KeyGroup>> of_part(static_cast<std::size_t>(parts.count()));
  group_keys(table, keys, classes, parts, [&](Index part, std::span<const KeyGroup> groups) {
    of_part[static_cast<std::size_t>(part)].assign(groups.begin(), groups.end());
  });
  std::vector<KeyGroup> levels;
  for (const std::vector<KeyGroup>& part : of_part) levels.insert(levels.end(), part.begin(), part.end());
  const auto share = [](const KeyGroup& group) {
    const Index labelled = group.positives + group.negatives;
    return labelled > 0 ? static_cast<double>(group.positives) / static_cast<double>(labelled) : 0;
  };
  std::ranges::sort(levels, {}, share);
  Ranks ranks;
  for (auto level = levels.begin(); level != levels.end();) {
    KeyGroup tied;
    for (const double order = share(*level); level != levels.end() && share(*level) == order; ++level) {
      tied.positives += level->positives;
      tied.negatives += level->negatives;
    }
    ranks.add(tied);
  }
  return ranks.roc_auc();
}

}  // namespace binet::detail
