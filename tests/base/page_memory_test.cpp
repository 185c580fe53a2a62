#include "binet/base/page_memory.hpp"

#include "base/paged_matrix.hpp"
#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace binet {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

/// Sets a limit, and none again at the end.
class PageMemoryTest : public testing::Test {
 protected:
  ~PageMemoryTest() override { set_memory_limit(0); }
};

using PagedMatrixTest = PageMemoryTest;

TEST_F(PageMemoryTest, IsZeroAndGivesBackWhatIsShrunk) {
  PageMemory memory(3 * kMegabyte);
  EXPECT_EQ(static_cast<char*>(memory.data())[3 * kMegabyte - 1], 0);
  memory.shrink(1);
  EXPECT_LT(memory.bytes(), kMegabyte);
  PageMemory taken = std::move(memory);
  EXPECT_EQ(memory.data(), nullptr);
  EXPECT_NE(taken.data(), nullptr);
}

TEST_F(PageMemoryTest, LiesInAFileWhereTheLimitLeavesNoRoom) {
  EXPECT_FALSE(PageMemory::kept(kMegabyte).in_file());
  set_memory_limit(4 * kMegabyte);  // half of it is for what is kept
  const PageMemory first = PageMemory::kept(kMegabyte);
  {
    const PageMemory second = PageMemory::kept(kMegabyte), third = PageMemory::kept(kMegabyte);
    EXPECT_FALSE(first.in_file());
    EXPECT_FALSE(second.in_file());
    EXPECT_TRUE(third.in_file());
  }
  EXPECT_FALSE(PageMemory::kept(kMegabyte).in_file());  // what was freed counts no longer
}

TEST_F(PageMemoryTest, LeavesLessRoomForPagesIfOtherDataIsClaimed) {
  set_memory_limit(4 * kMegabyte);
  MemoryClaim lists;
  lists.change_to(2 * kMegabyte);
  EXPECT_TRUE(PageMemory::kept(kMegabyte).in_file());
  lists.change_to(kMegabyte);
  EXPECT_FALSE(PageMemory::kept(kMegabyte).in_file());
  {
    MemoryClaim moved = std::move(lists);
    moved.change_to(3 * kMegabyte);  // beyond the limit is no error: these data have to be in memory
    EXPECT_TRUE(PageMemory::kept(1).in_file());
  }
  EXPECT_FALSE(PageMemory::kept(2 * kMegabyte).in_file());
}

TEST_F(PageMemoryTest, KeepsItsBytesWhenItMovesToAFileAndWhenItsPagesLeave) {
  PageMemory memory(kMegabyte);
  auto* bytes = static_cast<unsigned char*>(memory.data());
  for (std::size_t i = 0; i < kMegabyte; ++i) bytes[i] = static_cast<unsigned char>(i % 251);
  memory.keep();
  EXPECT_FALSE(memory.in_file());
  set_memory_limit(1);
  memory.keep();
  EXPECT_TRUE(memory.in_file());
  memory.release(100, kMegabyte - 100);
  bytes = static_cast<unsigned char*>(memory.data());
  for (std::size_t i = 0; i < kMegabyte; ++i) ASSERT_EQ(bytes[i], i % 251) << i;
}

TEST_F(PageMemoryTest, LeavesNoNameInTheTemporaryDirectory) {
  const TemporaryDirectory directory;
  const char* const before = std::getenv("TMPDIR");
  const std::string restored = before != nullptr ? before : "";
  setenv("TMPDIR", directory.path().c_str(), 1);
  set_memory_limit(1);
  {
    const PageMemory memory = PageMemory::kept(kMegabyte);
    EXPECT_TRUE(memory.in_file());
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  }
  std::filesystem::remove(directory.path());
  EXPECT_THROW(PageMemory::kept(kMegabyte), Error);  // the directory is not there
  before != nullptr ? setenv("TMPDIR", restored.c_str(), 1) : unsetenv("TMPDIR");
}

TEST_F(PageMemoryTest, SaysBeforehandWhatWillNotFit) {
  require_room(std::size_t{1} << 60);
  set_memory_limit(kMegabyte);
  require_room(kMegabyte / 2);
  EXPECT_THROW(require_room(std::size_t{1} << 60), Error);
}

TEST_F(PagedMatrixTest, IsAValueWhereverItLies) {
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1}}) {
    set_memory_limit(limit);
    for (const Index rows : {Index{3}, Index{100'000}}) {
      PagedMatrix<float> matrix(rows, 4);
      for (Index i = 0; i < rows; ++i) matrix.row(i).setConstant(static_cast<float>(i));
      EXPECT_EQ(matrix.in_file(), limit == 1 && rows > 3);
      PagedMatrix<float> copy = matrix;
      copy(rows - 1, 3) = -1;
      EXPECT_EQ(matrix(rows - 1, 3), static_cast<float>(rows - 1));
      matrix.release({0, rows});
      const PagedMatrix<float> moved = std::move(matrix);
      EXPECT_EQ(matrix.rows(), 0);
      EXPECT_EQ(moved.rows(), rows);
      EXPECT_EQ(moved(rows - 1, 0), static_cast<float>(rows - 1));
      copy = moved;
      EXPECT_EQ((copy - moved).cwiseAbs().maxCoeff(), 0);
      copy = copy.topRows(2);  // of itself
      EXPECT_EQ(copy.rows(), 2);
      EXPECT_EQ(copy(1, 0), 1);
    }
  }
}

}  // namespace
}  // namespace binet
