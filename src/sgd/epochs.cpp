#include "sgd/epochs.hpp"

#include "base/every_index.hpp"
#include "base/paged_vector.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "nn/sequence_blocks.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace binet::detail {
namespace {

/// Number of rows shuffled together: all, unless they are in a file; then as many as fit an eighth of the memory limit.
Index rows_mixed(const Features& features) {
  constexpr Index kLeast = 1 << 16;
  if (!features.in_file()) return std::max<Index>(1, features.rows());
  const Index bytes = features.row_bytes();
  return std::max(kLeast, static_cast<Index>(memory_limit() / 8) / std::max<Index>(1, bytes));
}

/// The examples by sequence; nothing if each is a sequence of its own.
std::vector<std::vector<Index>> shared_sequences(const Features& features) {
  if (features.steps == nullptr) return {};
  std::vector<std::vector<Index>> groups = sequence_groups(features);
  if (std::ssize(groups) == features.rows()) groups.clear();
  return groups;
}

}  // namespace

Epochs::Epochs(const Features& features, Index batch_size, std::uint64_t seed)
    : order_(row_numbers(features.rows())),
      groups_(shared_sequences(features)),
      window_(rows_mixed(features)),
      batches_((features.rows() + batch_size - 1) / batch_size),
      random_(Random(seed).split(0)) {
  if (!groups_.empty()) batches_ = std::min(batches_, std::ssize(groups_));
}

Index Epochs::largest_batch() const {
  if (groups_.empty()) return (rows() + batches_ - 1) / batches_;
  std::vector<Index> sizes;
  for (const std::vector<Index>& group : groups_) sizes.push_back(std::ssize(group));
  std::ranges::sort(sizes, std::ranges::greater());
  const Index groups = (std::ssize(sizes) + batches_ - 1) / batches_;
  return std::accumulate(sizes.begin(), sizes.begin() + groups, Index{0});
}

void Epochs::shuffle() {
  if (!groups_.empty()) return order_groups();
  if (window_ < rows()) order_runs();
  for (Index begin = 0; begin < rows(); begin += window_) {
    const Index count = std::min(window_, rows() - begin);
    random_.shuffle(std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count)));
  }
}

bool Epochs::ends_window(Index i) const {
  return groups_.empty() && rows() * i / batches_ / window_ != rows() * (i + 1) / batches_ / window_;
}

std::span<const Index> Epochs::batch(Index i) const {
  const auto at = static_cast<std::size_t>(i);
  const Index begin = groups_.empty() ? rows() * i / batches_ : first_[at];
  const Index end = groups_.empty() ? rows() * (i + 1) / batches_ : first_[at + 1];
  return std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

void Epochs::order_runs() {
  const Shards runs{rows(), 4096};
  std::vector<Index> run_order = every_index(runs.count());
  random_.shuffle(std::span(run_order));
  Index* to = order_.begin();
  for (const Index run : run_order) {
    for (Index row = runs[run].begin; row < runs[run].end; ++row) *to++ = row;
  }
}

void Epochs::order_groups() {
  random_.shuffle(std::span(groups_));
  first_.assign(1, 0);
  Index* to = order_.begin();
  for (Index batch = 0; batch < batches_; ++batch) {
    const Index end = std::ssize(groups_) * (batch + 1) / batches_;
    for (Index g = std::ssize(groups_) * batch / batches_; g < end; ++g) {
      const std::vector<Index>& group = groups_[static_cast<std::size_t>(g)];
      to = std::ranges::copy(group, to).out;
    }
    first_.push_back(to - order_.begin());
  }
}

}  // namespace binet::detail
