#include "math/folds.hpp"
#include "base/counted.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace binet {
namespace {

/// The rows of each class, each in random order.
std::array<std::vector<Index>, 2> shuffled_classes(const Vector& target, Random& random) {
  std::array<std::vector<Index>, 2> classes;
  for (Index row = 0; row < target.size(); ++row) classes[target[row] > Scalar(0.5) ? 1 : 0].push_back(row);
  for (auto& rows : classes) random.shuffle(std::span<Index>(rows));
  return classes;
}

/// Converts part_of[row] in [0, k) to k splits.
std::vector<Split> splits_of(const std::vector<int>& part_of, int k) {
  std::vector<Split> splits;
  for (int part = 0; part < k; ++part) splits.push_back(split_without(part_of, part));
  return splits;
}

void check_folds(int k, Index rows, const char* singular) {
  if (rows < 2) throw UsageError("folds: found " + counted(rows, singular) + "; expected at least 2");
  if (k < 2 || k > rows) {
    throw UsageError(counted(k, "fold") + " of " + counted(rows, singular) + "; expected 2 to " +
                     counted(rows, "fold"));
  }
}

/// Assigns whole groups to parts with the given shares of each class, as nearly as possible; returns part[row]. Throws
/// UsageError if there are fewer groups than parts.
std::vector<int> deal_groups(const Vector& target, std::span<const Index> group, const std::vector<double>& shares,
                             Random& random) {
  struct Group {
    std::vector<Index> rows;
    double positives = 0;
  };
  std::vector<Group> by_id(group.empty() ? 0 : static_cast<std::size_t>(*std::ranges::max_element(group)) + 1);
  for (std::size_t row = 0; row < group.size(); ++row) {
    Group& g = by_id[static_cast<std::size_t>(group[row])];
    g.rows.push_back(static_cast<Index>(row));
    g.positives += static_cast<double>(target[static_cast<Index>(row)]);
  }
  std::vector<const Group*> groups;
  for (const Group& g : by_id) {
    if (!g.rows.empty()) groups.push_back(&g);
  }
  check_folds(static_cast<int>(shares.size()), std::ssize(groups), "group");
  random.shuffle(std::span<const Group*>(groups));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group* a, const Group* b) { return a->rows.size() > b->rows.size(); });

  // The largest groups come first; each goes to the part furthest below its share of positives and negatives. The last
  // groups go to parts that are still empty.
  struct Part {
    double positives = 0, negatives = 0;
  };
  std::vector<Part> parts(shares.size());
  const double positives = std::max(1.0, static_cast<double>(target.template cast<double>().sum()));
  const double negatives = std::max(1.0, static_cast<double>(target.size()) - positives);
  const auto is_empty = [](const Part& part) { return part.positives + part.negatives == 0; };
  std::vector<int> part_of(group.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double more_positives = groups[i]->positives;
    const double more_negatives = static_cast<double>(groups[i]->rows.size()) - more_positives;
    const bool only_empty = static_cast<std::ptrdiff_t>(groups.size() - i) <= std::ranges::count_if(parts, is_empty);
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (only_empty && !is_empty(parts[p])) continue;
      const auto load = [&](double of_positives, double of_negatives) {
        return (of_positives * of_positives + of_negatives * of_negatives) / shares[p];
      };
      const double rise =
          load((parts[p].positives + more_positives) / positives, (parts[p].negatives + more_negatives) / negatives) -
          load(parts[p].positives / positives, parts[p].negatives / negatives);
      if (rise < least) {
        least = rise;
        best = p;
      }
    }
    parts[best].positives += more_positives;
    parts[best].negatives += more_negatives;
    for (const Index row : groups[i]->rows) part_of[static_cast<std::size_t>(row)] = static_cast<int>(best);
  }
  return part_of;
}

}  // namespace

Split stratified_holdout(const Vector& target, double fraction, Random random) {
  Split split;
  for (const auto& rows : shuffled_classes(target, random)) {
    const auto count = static_cast<Index>(rows.size());
    const auto wanted = static_cast<Index>(std::llround(fraction * static_cast<double>(count)));
    const Index held = count < 2 ? 0 : std::clamp<Index>(wanted, 1, count - 1);
    split.validation.insert(split.validation.end(), rows.begin(), rows.begin() + held);
    split.training.insert(split.training.end(), rows.begin() + held, rows.end());
  }
  std::sort(split.validation.begin(), split.validation.end());
  std::sort(split.training.begin(), split.training.end());
  return split;
}

std::vector<int> stratified_parts(const Vector& target, int k, Random random) {
  check_folds(k, target.size(), "row");
  std::vector<int> part_of(static_cast<std::size_t>(target.size()));
  int next = 0;  // continues from class to class, so that sizes differ by at most one
  for (const auto& rows : shuffled_classes(target, random)) {
    for (const Index row : rows) part_of[static_cast<std::size_t>(row)] = next++ % k;
  }
  return part_of;
}

std::vector<int> grouped_parts(const Vector& target, std::span<const Index> group, int k, Random random) {
  const std::vector<double> equal(static_cast<std::size_t>(std::max(k, 1)), 1.0 / k);
  return deal_groups(target, group, equal, random);
}

Split split_without(std::span<const int> part_of, int part) {
  const auto held_out = static_cast<std::size_t>(std::ranges::count(part_of, part));
  Split split;
  split.validation.reserve(held_out);
  split.training.reserve(part_of.size() - held_out);
  for (std::size_t row = 0; row < part_of.size(); ++row) {
    (part_of[row] == part ? split.validation : split.training).push_back(static_cast<Index>(row));
  }
  return split;
}

std::vector<Split> stratified_folds(const Vector& target, int k, Random random) {
  return splits_of(stratified_parts(target, k, random), k);
}

std::vector<Split> grouped_folds(const Vector& target, std::span<const Index> group, int k, Random random) {
  return splits_of(grouped_parts(target, group, k, random), k);
}

Split grouped_holdout(const Vector& target, std::span<const Index> group, double fraction, Random random) {
  const std::vector<int> part = deal_groups(target, group, {1 - fraction, fraction}, random);
  return split_without(part, 1);
}

Split time_holdout(std::span<const double> time, double fraction) {
  std::vector<double> sorted(time.begin(), time.end());
  std::sort(sorted.begin(), sorted.end());
  const double wanted = (1 - fraction) * static_cast<double>(sorted.size());  // before the cut
  double start = std::numeric_limits<double>::infinity(), nearest = start;
  for (std::size_t row = 1; row < sorted.size(); ++row) {
    const double distance = std::abs(static_cast<double>(row) - wanted);
    if (sorted[row] == sorted[row - 1] || distance > nearest) continue;
    nearest = distance;
    start = sorted[row];
  }
  Split split;
  for (std::size_t row = 0; row < time.size(); ++row) {
    (time[row] >= start ? split.validation : split.training).push_back(static_cast<Index>(row));
  }
  return split;
}

std::vector<int> time_blocks(std::span<const double> time, int k) {
  std::map<double, Index> count_at;
  for (const double t : time) ++count_at[t];
  const auto distinct = static_cast<Index>(count_at.size());
  if (k < 1 || k >= distinct) {
    throw UsageError(counted(k, "window") + " of " + counted(distinct, "distinct time") + "; expected at least " +
                     counted(k + 1LL, "time") + ", one before the first window");
  }
  std::map<double, int> block_at;
  Index rows_done = 0, times_left = distinct;
  int block = 0;
  for (const auto& [t, count] : count_at) {
    block_at[t] = block;
    rows_done += count;
    --times_left;
    const bool full = rows_done * (k + 1) >= static_cast<Index>(time.size()) * (block + 1);
    if (block < k && (full || times_left == k - block)) ++block;
  }
  std::vector<int> block_of;
  block_of.reserve(time.size());
  for (const double t : time) block_of.push_back(block_at.at(t));
  return block_of;
}

Split expanding_window(std::span<const int> block_of, int window) {
  Split split;
  for (std::size_t row = 0; row < block_of.size(); ++row) {
    if (block_of[row] <= window) split.training.push_back(static_cast<Index>(row));
    if (block_of[row] == window + 1) split.validation.push_back(static_cast<Index>(row));
  }
  return split;
}

std::vector<Split> expanding_windows(std::span<const double> time, int k) {
  const std::vector<int> block_of = time_blocks(time, k);
  std::vector<Split> windows;
  for (int window = 0; window < k; ++window) windows.push_back(expanding_window(block_of, window));
  return windows;
}

}  // namespace binet
