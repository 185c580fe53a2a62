#include "table/number_sample.hpp"

#include "math/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace binet::detail {
namespace {

TEST(SortNumbers, SortsFewAndMany) {
  Random random(3);
  for (const std::size_t size : std::vector<std::size_t>{0, 1, 100, 30000}) {
    std::vector<double> numbers(size);
    for (double& x : numbers) x = std::ldexp(random.normal(), static_cast<int>(random.below(2000)) - 1000);
    if (size > 2) numbers[1] = std::numeric_limits<double>::max(), numbers[2] = -numbers[1];
    std::vector<double> expected = numbers;
    std::sort(expected.begin(), expected.end());
    sort_numbers(numbers);
    EXPECT_EQ(numbers, expected);
  }
}

TEST(SortNumbers, SortsManyThatAreAlike) {
  std::vector<double> numbers(20000, 1.5);
  numbers[7] = 1.25;
  numbers[9] = -1.5;
  sort_numbers(numbers);
  EXPECT_EQ(std::vector<double>(numbers.begin(), numbers.begin() + 3), (std::vector<double>{-1.5, 1.25, 1.5}));
}

TEST(RowSample, DrawsRowsEvenlyAndLeavesOutMissingCells) {
  const Table table = parse_table("a,b\n9,1\n8,2\n,3\n6,4\n5,5\n4,6\n");
  const std::vector<Index> rows = {5, 4, 3, 2, 1, 0};
  EXPECT_EQ(RowSample(table, rows, 6).sorted({table, table.at("a")}), (std::vector<double>{4, 5, 6, 8, 9}));
  EXPECT_EQ(RowSample(table, rows, 3).sorted({table, table.at("b")}), (std::vector<double>{2, 4, 6}));
}

}  // namespace
}  // namespace binet::detail
