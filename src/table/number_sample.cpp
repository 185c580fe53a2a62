#include "table/number_sample.hpp"

#include "base/radix_sort.hpp"
#include "table/block_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace binet::detail {

namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

/// Keys have the order of their numbers.
std::uint64_t key_of(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  return bits & kSign ? ~bits : bits | kSign;
}

double number_of(std::uint64_t key) {
  return std::bit_cast<double>(key & kSign ? key ^ kSign : ~key);
}

}  // namespace

RowSample::RowSample(const Table& table, std::span<const Index> rows, std::size_t most)
    : count_(std::min(rows.size(), most)), rows_(rows.size()) {
  std::vector<Index> taken(count_);
  for (std::size_t i = 0; i < count_; ++i) taken[i] = rows[i * rows.size() / count_];
  for (std::size_t i = 0; i < count_; i += parts_.back().rows.size()) {
    Part& part = parts_.emplace_back();
    part.block = &leading_block(table, std::span<const Index>(taken).subspan(i), part.rows);
  }
}

std::vector<double> RowSample::read(const NumberColumn& column) const {
  std::vector<double> numbers(count_);
  double* out = numbers.data();
  for (const Part& part : parts_) {
    column.read(*part.block, part.rows, out, 1);
    out += part.rows.size();
  }
  return numbers;
}

std::vector<double> RowSample::sorted(const NumberColumn& column) const {
  std::vector<double> numbers = read(column);
  std::erase_if(numbers, [](double x) { return std::isnan(x); });
  sort_numbers(numbers);
  return numbers;
}

void RowSample::sort_weighted(const NumberColumn& column, std::span<const Scalar> weight, std::vector<double>& numbers,
                              std::vector<double>& counts) const {
  const std::vector<double> cells = read(column);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < count_; ++i) {
    if (!std::isnan(cells[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return cells[i]; });
  for (const std::size_t i : order) {
    numbers.push_back(cells[i]);
    counts.push_back(static_cast<double>(weight[i * rows_ / count_]));
  }
}

/// Long lists use radix sort: at the size of a quantile sample, several times faster than comparisons.
void sort_numbers(std::vector<double>& numbers) {
  constexpr std::size_t kMany = 512;
  if (numbers.size() < kMany) return std::sort(numbers.begin(), numbers.end());
  std::vector<std::uint64_t> keys(numbers.size()), scratch;
  std::ranges::transform(numbers, keys.begin(), key_of);
  radix_sort<11>(keys, scratch);
  std::ranges::transform(keys, numbers.begin(), number_of);
}

}  // namespace binet::detail
