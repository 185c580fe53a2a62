#include "table/equal_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Index> all_rows(const Table& table) {
  std::vector<Index> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

std::vector<std::vector<Index>> equal_rows(const Table& table) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) columns.push_back(&column);
  return find_equal_rows(table, columns, all_rows(table));
}

TEST(EqualRows, AreFoundInOrder) {
  const Table table = parse_table("a,b\n1,x\n2,x\n1,y\n2,x\n1,x\n,x\n3,\n,x\n-0,z\n0.0,z\n1,x\n");
  EXPECT_THAT(equal_rows(table),
              ElementsAre(ElementsAre(0, 4, 10), ElementsAre(1, 3), ElementsAre(5, 7), ElementsAre(8, 9)));
}

TEST(EqualRows, AreNotFoundAmongManyThatDiffer) {
  std::string text = "a,b,c\n";
  for (int i = 0; i < 20000; ++i) {
    text += std::to_string(i % 200) + "," + std::to_string(i / 200) + ",l" + std::to_string(i % 7) + "\n";
  }
  EXPECT_THAT(equal_rows(parse_table(text)), IsEmpty());
}

TEST(EqualRows, ColumnsOfTwoTablesAreMatchedByName) {
  const Table one = parse_table("a,b\n1,x\n2,y\n3,z\n"), two = parse_table("b,c,a\nz,9,3\ny,9,1\nx,9,1\nz,9,3\n");
  const std::vector<std::string> columns = {"a", "b"};
  EXPECT_EQ(count_rows_among(two, all_rows(two), one, all_rows(one), columns), 3);
}

}  // namespace
}  // namespace binet
