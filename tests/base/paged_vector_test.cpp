#include "base/paged_vector.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace binet {
namespace {

TEST(PagedVector, KeepsItsEntriesInAFileToo) {
  set_memory_limit(1);
  PagedVector<Index> many(std::size_t{1} << 20);
  set_memory_limit(0);
  std::iota(many.begin(), many.end(), Index{3});
  const PagedVector<Index> copy = many;
  EXPECT_EQ(copy.size(), std::size_t{1} << 20);
  EXPECT_EQ(std::span<const Index>(copy).back(), (Index{1} << 20) + 2);
}

TEST(PagedVector, IsMadeFromAList) {
  const PagedVector<int> some{3, 1, 2};
  EXPECT_EQ(std::vector<int>(some.begin(), some.end()), (std::vector{3, 1, 2}));
  EXPECT_EQ(PagedVector<int>().size(), 0u);
}

}  // namespace
}  // namespace binet
