#include "nn/sequence_blocks.hpp"

#include <algorithm>

namespace binet::detail {
namespace {

constexpr Index kBlockSteps = 8192, kMostExamples = 4096;

}  // namespace

std::vector<RowRange> sequence_blocks(const Features& features) {
  std::vector<RowRange> blocks;
  Index steps = 0;
  for (Index i = 0; i < features.rows(); ++i) {
    const RowRange& sequence = features.sequences[static_cast<std::size_t>(i)];
    const bool open = !blocks.empty();
    const RowRange before = i > 0 ? features.sequences[static_cast<std::size_t>(i - 1)] : RowRange{-1, -1};
    const bool shared = open && before.begin == sequence.begin;
    const Index more = shared ? std::max<Index>(0, sequence.end - before.end) : sequence.size();
    if (!open || steps + more > kBlockSteps || blocks.back().size() == kMostExamples) {
      blocks.push_back({i, i + 1});
      steps = sequence.size();
    } else {
      ++blocks.back().end;
      steps += more;
    }
  }
  return blocks;
}

}  // namespace binet::detail
