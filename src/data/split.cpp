#include "binet/data/split.hpp"

#include "binet/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
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

/// fold[row] in [0, k) → the k splits.
std::vector<Split> splits_of(const std::vector<int>& fold, int k) {
  std::vector<Split> splits(static_cast<std::size_t>(k));
  for (std::size_t row = 0; row < fold.size(); ++row) {
    for (int f = 0; f < k; ++f) {
      Split& split = splits[static_cast<std::size_t>(f)];
      (fold[row] == f ? split.validation : split.training).push_back(static_cast<Index>(row));
    }
  }
  return splits;
}

void check_folds(int k, Index rows, const char* of_what) {
  if (k < 2 || k > rows) {
    throw UsageError(std::to_string(k) + " folds of " + std::to_string(rows) + " " + of_what + "; expected 2 to " +
                     std::to_string(rows));
  }
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

std::vector<Split> stratified_folds(const Vector& target, int k, Random random) {
  check_folds(k, target.size(), "rows");
  std::vector<int> fold(static_cast<std::size_t>(target.size()));
  int next = 0;  // goes on from class to class, so that fold sizes differ by one at most
  for (const auto& rows : shuffled_classes(target, random)) {
    for (const Index row : rows) fold[static_cast<std::size_t>(row)] = next++ % k;
  }
  return splits_of(fold, k);
}

std::vector<Split> grouped_folds(const Vector& target, std::span<const Index> group, int k, Random random) {
  struct Group {
    std::vector<Index> rows;
    double positives = 0;
  };
  std::map<Index, Group> by_id;
  for (std::size_t row = 0; row < group.size(); ++row) {
    Group& g = by_id[group[row]];
    g.rows.push_back(static_cast<Index>(row));
    g.positives += static_cast<double>(target[static_cast<Index>(row)]);
  }
  check_folds(k, static_cast<Index>(by_id.size()), "groups");
  std::vector<const Group*> groups;
  for (const auto& [id, g] : by_id) groups.push_back(&g);
  random.shuffle(std::span<const Group*>(groups));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group* a, const Group* b) { return a->rows.size() > b->rows.size(); });

  // The largest groups first, each to the fold that is then furthest below its share of positives and negatives.
  std::vector<std::array<double, 2>> filled(static_cast<std::size_t>(k), {0, 0});
  const double positives = std::max(1.0, static_cast<double>(target.template cast<double>().sum()));
  const double negatives = std::max(1.0, static_cast<double>(target.size()) - positives);
  std::vector<int> fold(group.size());
  for (const Group* g : groups) {
    const auto load = [&](const std::array<double, 2>& f) {
      const double p = (f[1] + g->positives) / positives;
      const double n = (f[0] + static_cast<double>(g->rows.size()) - g->positives) / negatives;
      return p * p + n * n - (f[1] / positives) * (f[1] / positives) - (f[0] / negatives) * (f[0] / negatives);
    };
    const auto best =
        std::min_element(filled.begin(), filled.end(), [&](const auto& a, const auto& b) { return load(a) < load(b); });
    (*best)[1] += g->positives;
    (*best)[0] += static_cast<double>(g->rows.size()) - g->positives;
    for (const Index row : g->rows) fold[static_cast<std::size_t>(row)] = static_cast<int>(best - filled.begin());
  }
  return splits_of(fold, k);
}

Split time_holdout(std::span<const double> time, double fraction) {
  std::vector<double> sorted(time.begin(), time.end());
  std::sort(sorted.begin(), sorted.end());
  Split split;
  if (sorted.empty()) return split;
  const auto count = static_cast<double>(sorted.size());
  const auto first = static_cast<std::size_t>(std::clamp(std::ceil((1 - fraction) * count), 0.0, count - 1));
  const double start = sorted[first];
  for (std::size_t row = 0; row < time.size(); ++row) {
    (time[row] >= start ? split.validation : split.training).push_back(static_cast<Index>(row));
  }
  return split;
}

}  // namespace binet
