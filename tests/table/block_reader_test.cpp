#include "binet/table/block_reader.hpp"

#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace binet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::string write_file(const std::string& text) {
  static const TemporaryDirectory directory;
  return directory.write("rows.csv", text);
}

Schema schema() {
  return {{{"a", ColumnType::numeric, {}, 0, 0, 0, 0, {}, ""},
           {"s", ColumnType::category, {"u", "v"}, 0, 0, 0, 0, {}, ""},
           {"constant", ColumnType::numeric, {}, 0, 0, 0, 0, {}, "constant"}},
          {"y", "1", "0", true},
          10};
}

TEST(BlockReader, StreamsBlocksInOrderWithKeptText) {
  std::string text = "id,s,a,y\n";
  for (int i = 0; i < 50000; ++i) {
    text += "\"r \"\"" + std::to_string(i) + "\"\"\"," + (i % 3 ? "u" : "w") + "," + std::to_string(i) + ",1\n";
  }
  BlockOptions options;
  options.keep = {"id", "a"};
  options.also = {"y"};
  BlockReader reader(write_file(text), schema(), options);
  EXPECT_THAT(reader.kept_names(), ElementsAre("id", "a"));
  EXPECT_TRUE(reader.has_column("y"));
  EXPECT_FALSE(reader.has_column("constant"));
  RowBlock block;
  Index rows = 0;
  while (reader.next(block)) {
    const Table& table = block.table;
    const Column& s = table.at("s");
    for (Index r = 0; r < table.rows; ++r, ++rows) {
      const auto cell = static_cast<std::size_t>(r);
      EXPECT_EQ(table.number(table.at("a"), r), static_cast<double>(rows));
      EXPECT_EQ(s.levels[static_cast<std::size_t>(table.code(s, r))], rows % 3 ? "u" : "w");
      EXPECT_EQ(block.kept[0][cell], "r \"" + std::to_string(rows) + "\"");
      EXPECT_EQ(block.kept[1][cell], std::to_string(rows));
      EXPECT_EQ(table.line(r), static_cast<std::size_t>(rows) + 2);
    }
    EXPECT_EQ(table.at("y").type, ColumnType::category);
  }
  EXPECT_EQ(rows, 50000);
}

TEST(BlockReader, ListsMissingAndExtraColumns) {
  EXPECT_THAT([] { BlockReader(write_file("s,b\nu,1\n"), schema(), {}); },
              ThrowsMessage<Error>(testing::AllOf(HasSubstr("missing columns: 'a'"), HasSubstr("'b'"))));
  EXPECT_THAT([] { BlockReader(write_file("s,a\nu,1\n"), schema(), {.csv = {}, .keep = {"ix"}}); },
              ThrowsMessage<UsageError>(HasSubstr("has no column 'ix'")));
}

TEST(BlockReader, NamesLineColumnAndValueOfTextInANumber) {
  BlockReader reader(write_file("s,a\nu,1\nv,two\n"), schema(), {});
  RowBlock block;
  EXPECT_THAT(
      [&] {
        while (reader.next(block)) continue;
      },
      ThrowsMessage<Error>(HasSubstr(":3: column 'a': 'two'; expected a number")));
}

TEST(BlockReader, AcceptsAFileWithoutRows) {
  BlockReader reader(write_file("s,a\n"), schema(), {});
  RowBlock block;
  EXPECT_FALSE(reader.next(block));
}

}  // namespace
}  // namespace binet
