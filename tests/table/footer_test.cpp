#include "table/footer.hpp"

#include "binet/base/error.hpp"
#include "table/chunk_sequence.hpp"
#include "table/read_plan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace binet::detail {
namespace {

constexpr std::size_t kWidth = 3;

bool below_table(std::string_view rest) {
  return is_footer(rest, ',', kWidth);
}

TEST(Footer, IsTextBelowATable) {
  EXPECT_TRUE(below_table("Source: statistics office\n"));
  EXPECT_TRUE(below_table("(120 rows)\n\n"));
  EXPECT_TRUE(below_table("+-----+----+\n120 rows in set (0.00 sec)\n"));
  EXPECT_TRUE(below_table("Source: office, 2024\n\nRevised\n"));
  EXPECT_TRUE(below_table("* first, second, third, fourth\r\n"));
  EXPECT_TRUE(below_table("Source: office,\n"));
  EXPECT_TRUE(below_table("\"Note: revised, final\"\n"));
  EXPECT_TRUE(below_table("Source: office")) << "some editors write no last line end";
}

TEST(Footer, IsNoRecord) {
  EXPECT_FALSE(below_table("a,b,c\n"));
  EXPECT_FALSE(below_table("Source: office\na,b,c\n"));
  EXPECT_FALSE(below_table("5,b\n")) << "a number begins a record";
  EXPECT_FALSE(below_table("north\n")) << "one word may be a cell";
  EXPECT_FALSE(below_table("New York,5")) << "a record that was cut has no line end";
  EXPECT_FALSE(below_table(",b\n"));
  EXPECT_FALSE(below_table("New York,5\n")) << "a record that lacks a delimiter";
  EXPECT_FALSE(below_table("31/12/2014, 10:15\n")) << "a date begins a record";
  EXPECT_FALSE(below_table("\"24/07/2018\" \"16:00\" \"Boots\"\n")) << "a record of other delimiters";
  EXPECT_FALSE(below_table("New York,north,5,6\n")) << "a record with one delimiter too many";
  EXPECT_FALSE(below_table("Note: " + std::string(kLongestFooter, 'x') + "\n")) << "too long";
  EXPECT_FALSE(is_footer("Source: office\n", ',', 1)) << "every line of one column is a record";
}

/// Rows of a table that is read in chunks of this size, and where its footer begins.
void expect_footer(const std::string& text, std::size_t chunk_bytes, Index rows, std::size_t line) {
  const Region region{text.data(), text.data() + text.size(), true};
  const Header header = read_header(region, {}, "t.csv").value();
  ReadPlan plan = first_plan(header, {}, "t.csv");
  Index found = 0;
  std::size_t next_line = header.line;
  std::string remark;
  read_chunks(plan, region, "t.csv", header.data, region.end, next_line, {chunk_bytes, 0}, {}, nullptr,
              [&](Chunk&& chunk) {
                found += chunk.block.rows;
                if (chunk.footer) remark = remark_on_footer(chunk);
              });
  EXPECT_EQ(found, rows) << chunk_bytes;
  EXPECT_EQ(remark, "text below the table is not read, from line " + std::to_string(line) + " on: 'Source: office'");
}

TEST(Footer, IsFoundWhereverChunksEnd) {
  std::string text = "a,b,c\n";
  constexpr Index kRows = 20;
  for (Index r = 0; r < kRows; ++r) text += std::to_string(r) + ",x,\"y z\"\n";
  text += "\nSource: office\n(20 rows)\n\nRevised\n";
  for (std::size_t bytes = 8; bytes < text.size() + 8; bytes += 3) expect_footer(text, bytes, kRows, kRows + 3);
}

}  // namespace
}  // namespace binet::detail
