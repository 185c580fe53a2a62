#include "table/chunk.hpp"

#include "csv/field_ends.hpp"
#include "math/random.hpp"
#include "table/read_plan.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace binet {
namespace {

/// Whole pages between two that must not be touched.
class GuardedPages {
 public:
  explicit GuardedPages(std::size_t least) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (least + page - 1) / page * page;
    all_ = size_ + 2 * page;
    pages_ = static_cast<char*>(mmap(nullptr, all_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (pages_ == MAP_FAILED || mprotect(pages_ + page, size_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    begin_ = pages_ + page;
  }
  ~GuardedPages() { munmap(pages_, all_); }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  char* begin() const { return begin_; }
  char* end() const { return begin_ + size_; }

 private:
  char *pages_, *begin_;
  std::size_t all_, size_;
};

/// The cells and lines of data rows, each as 64 bits.
std::vector<std::uint64_t> cells_of(const detail::Region& region, bool narrow) {
  const detail::Header header = detail::read_header(region, {}, "t.csv").value();
  TableOptions options;
  options.exact = {"a"};
  options.categorical = {"c"};
  detail::ReadPlan plan = detail::first_plan(header, options, "t.csv");
  plan.summaries = true;
  const detail::Chunk chunk = detail::read_chunk(plan, region, header.data, region.end, narrow);
  EXPECT_FALSE(chunk.error) << chunk.error->what;
  std::vector<std::uint64_t> cells;
  for (Index r = 0; r < chunk.block.rows; ++r) {
    const TableBlock& block = chunk.block;
    cells.push_back(std::bit_cast<std::uint64_t>(block.exact(r, 0)));
    const double b = narrow ? static_cast<double>(block.narrow(r, 0)) : block.wide(r, 0);
    cells.push_back(std::bit_cast<std::uint64_t>(b));
    cells.push_back(static_cast<std::uint64_t>(block.codes(r, 0)));
    cells.push_back(block.line(r));
  }
  return cells;
}

/// Reads no byte before the page on which the region begins, and none after the page on which it ends.
void expect_same_cells_anywhere(const std::string& text) {
  const GuardedPages middle(text.size() + 2 * detail::kScanWidth), tight(text.size() + detail::kScanWidth);
  char* const inside = middle.begin() + detail::kScanWidth;
  text.copy(inside, text.size());
  for (const bool narrow : {false, true}) {
    const std::vector<std::uint64_t> expected = cells_of({inside, inside + text.size(), true}, narrow);
    for (std::size_t space = 0; space <= detail::kScanWidth; ++space) {
      for (char* const at : {tight.begin() + space, tight.end() - space - text.size()}) {
        text.copy(at, text.size());
        ASSERT_EQ(cells_of({at, at + text.size(), true}, narrow), expected) << text;
      }
    }
  }
}

TEST(Chunk, LooksAtNoByteOutsideTheRegionsPages) {
  for (const char* last :
       {"", "1,2,", "1,2,x", "1,2,\"\"", "1,2,\"x\"", "1,2,\"\"\"\"", "1,2,x\r", "1,2,\"x\"\r", ",,"}) {
    expect_same_cells_anywhere(std::string("a,b,c\n") + last);
    expect_same_cells_anywhere(std::string("a,c,b\n1,,\n") + last);
    expect_same_cells_anywhere(std::string("a,b,c\n,-2.5,\"x,\"\"y\"\"\"\r\n1,2,3\n") + last);
  }
  for (const char* last : {"2,x,", "2,x,7", "2,x,\"7\"", "2,x,NA", "2,x,\"\"", "2,,-\r", "2,,\r"}) {
    expect_same_cells_anywhere(std::string("a,c,b\n12345,text,67890\n") + last);
  }
}

TEST(Chunk, ReadsTheSameWhereverTheBytesLie) {
  const std::vector<std::string> numbers = {"", "1", "-2.5", "0.1234567890123", "\"7\"", "NA", " 3", "1e3"};
  const std::vector<std::string> texts = {"", "x", "\"x\"", "\"x\"\"y\"", "\"two\nlines\"", "more than sixteen bytes"};
  Random random(8);
  for (int i = 0; i < 20; ++i) {
    const auto one_of = [&](const std::vector<std::string>& from) {
      return from[static_cast<std::size_t>(random.below(random.below(4) ? 2 : static_cast<Index>(from.size())))];
    };
    std::string text = "a,b,c\n";
    for (Index rows = random.below(40); rows >= 0; --rows) {
      text += one_of(numbers) + "," + one_of(numbers) + "," + one_of(texts) + (random.below(9) ? "\n" : "\r\n");
    }
    if (random.below(2)) text.pop_back();
    expect_same_cells_anywhere(text);
  }
}

}  // namespace
}  // namespace binet
