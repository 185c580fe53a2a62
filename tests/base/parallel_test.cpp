#include "binet/base/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace binet {
namespace {

class Parallel : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_thread_count(GetParam()); }
  void TearDown() override { set_thread_count(0); }
};

TEST_P(Parallel, CallsEveryIndexOnce) {
  for (const Index count : {0, 1, 2, 7, 1000}) {
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
    parallel_for(count, [&](Index i) { ++calls[static_cast<std::size_t>(i)]; });
    for (const auto& call : calls) EXPECT_EQ(call, 1);
  }
}

TEST_P(Parallel, ManySmallLoopsInARow) {
  std::atomic<Index> sum = 0;
  for (int loop = 0; loop < 2000; ++loop) parallel_for(3, [&](Index i) { sum += i; });
  EXPECT_EQ(sum, 6000);
}

TEST_P(Parallel, NestedLoopsRunInOrderOnTheirOwnThread) {
  parallel_for(4, [](Index) {
    const auto self = std::this_thread::get_id();
    std::vector<Index> order;
    parallel_for(5, [&](Index i) {
      EXPECT_EQ(std::this_thread::get_id(), self);
      order.push_back(i);
    });
    EXPECT_EQ(order, (std::vector<Index>{0, 1, 2, 3, 4}));
    parallel_for(2, [&](Index) { EXPECT_EQ(std::this_thread::get_id(), self); });
  });
}

TEST_P(Parallel, RethrowsTheFailureOfTheLowestIndexAfterAllHaveFinished) {
  std::atomic<int> calls = 0;
  try {
    parallel_for(100, [&](Index i) {
      ++calls;
      if (i % 10 == 7) throw std::runtime_error(std::to_string(i));
    });
    FAIL() << "nothing thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "7");
  }
  EXPECT_EQ(calls, 100);
}

TEST_P(Parallel, CallersOnSeveralThreadsDoNotDisturbEachOther) {
  std::vector<Index> sums(4);
  std::vector<std::thread> callers;
  for (Index& sum : sums) {
    callers.emplace_back([&sum] {
      for (int loop = 0; loop < 100; ++loop) {
        std::atomic<Index> local = 0;
        parallel_for(10, [&](Index i) { local += i; });
        sum += local;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sums, std::vector<Index>(4, 4500));
}

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, testing::Values(1, 2, 3, 16));

TEST(ThreadCount, IsTheMachinesUnlessSet) {
  set_thread_count(5);
  EXPECT_EQ(thread_count(), 5);
  set_thread_count(0);
  EXPECT_GE(thread_count(), 1);
}

TEST(Shards, CoverTheRowsInOrder) {
  const Shards shards{10, 4};
  ASSERT_EQ(shards.count(), 3);
  EXPECT_EQ(shards[0].begin, 0);
  EXPECT_EQ(shards[1].begin, shards[0].end);
  EXPECT_EQ(shards[2].begin, 8);
  EXPECT_EQ(shards[2].end, 10);
  EXPECT_EQ((Shards{0, 4}.count()), 0);
}

}  // namespace
}  // namespace binet
