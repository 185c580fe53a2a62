#include "nn/sequence_blocks.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <unordered_map>

namespace binet::detail {
namespace {

constexpr Index kBlockSteps = 8192;  ///< few enough to stay in cache, unless one sequence is longer

RowRange sequence_of(const Features& features, Index example) {
  return features.sequences[static_cast<std::size_t>(example)];
}

}  // namespace

std::vector<std::vector<Index>> sequence_groups(const Features& features) {
  std::vector<std::vector<Index>> groups;
  std::unordered_map<Index, std::size_t> group_of;
  for (Index i = 0; i < features.rows(); ++i) {
    const auto [known, added] = group_of.try_emplace(sequence_of(features, i).begin, groups.size());
    if (added) groups.emplace_back();
    groups[known->second].push_back(i);
  }
  for (std::vector<Index>& group : groups) {
    std::ranges::stable_sort(group, {}, [&](Index i) { return sequence_of(features, i).end; });
  }
  return groups;
}

Vector sequence_logits(const Network& network, const Features& features) {
  std::vector<Index> order;
  std::vector<RowRange> blocks;  // of the order
  Index steps = 0;
  for (const std::vector<Index>& group : sequence_groups(features)) {
    const Index more = sequence_of(features, group.back()).size();
    if (blocks.empty() || steps + more > kBlockSteps) {
      blocks.push_back({std::ssize(order), std::ssize(order)});
      steps = 0;
    }
    steps += more;
    order.insert(order.end(), group.begin(), group.end());
    blocks.back().end = std::ssize(order);
  }
  const Features ordered = features.gather(order);
  Vector logits(features.rows());
  parallel_for(std::ssize(blocks), [&](Index block) {
    const RowRange range = blocks[static_cast<std::size_t>(block)];
    Workspace workspace;
    Vector some(range.size());
    network.forward(ordered, range, workspace, {some.data(), static_cast<std::size_t>(some.size())});
    for (Index i = 0; i < range.size(); ++i) logits[order[static_cast<std::size_t>(range.begin + i)]] = some[i];
  });
  return logits;
}

}  // namespace binet::detail
