#include "table/sequence_stream.hpp"

#include "base/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace binet {
namespace {

const SequenceColumns kColumns{"id", "day"};

Schema schema_of_sequences() {
  ColumnSchema id, day, more;
  id.name = "id";
  id.type = ColumnType::category;
  day.name = "day";
  more.name = "more";
  Schema schema;
  schema.columns = {day, id, more};
  return schema;
}

/// What a stream returns: the number of rows of each part, and whether it met a sequence twice.
struct Parts {
  std::vector<Index> complete;
  Index seen = 0;
  std::size_t most_levels = 0;
  bool scattered = false;
};

Parts parts_of(const std::string& text) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("rows.csv", text);
  BlockOptions options;
  options.keep = {"id", "day"};
  BlockReader reader(path, schema_of_sequences(), options);
  Parts parts;
  SequenceStream stream(reader, kColumns, [&](const Table& table) { parts.seen += table.rows; });
  RowBlock block;
  for (Index complete = 0; stream.next(block, complete);) {
    parts.complete.push_back(complete);
    parts.most_levels = std::max(parts.most_levels, block.table.at("id").levels.size());
    EXPECT_EQ(block.kept[0].size(), static_cast<std::size_t>(block.table.rows));
    const Column &id = block.table.at("id"), &day = block.table.at("day");
    for (Index row = 0; row < block.table.rows; ++row) {
      const auto code = static_cast<std::size_t>(block.table.code(id, row));
      EXPECT_EQ(block.kept[0][static_cast<std::size_t>(row)], id.levels[code]);
      const auto number = static_cast<int>(block.table.number(day, row));
      EXPECT_EQ(block.kept[1][static_cast<std::size_t>(row)], std::to_string(number));
    }
  }
  parts.scattered = stream.scattered();
  return parts;
}

std::string rows(const std::string& id, int count) {
  std::string text;
  for (int day = 0; day < count; ++day) text += id + ",7," + std::to_string(day) + "\n";
  return text;
}

TEST(SequenceStream, ReturnsWholeSequencesOnly) {
  const Parts parts =
      parts_of("id,more,day\n" + rows("a", 50000) + rows("b", 40000) + rows("c", 100000) + rows("d", 5));
  Index total = 0;
  for (const Index complete : parts.complete) total += complete;
  EXPECT_EQ(total, 190005);
  EXPECT_EQ(parts.seen, total);
  EXPECT_GT(parts.complete.size(), 1U);
  EXPECT_EQ(parts.complete.front() % 10000, 0);
  EXPECT_FALSE(parts.scattered);
}

TEST(SequenceStream, ForgetsTheLevelsOfSequencesReturned) {
  std::string text = "id,more,day\n";
  const std::string long_name = "sequence with a long name so that the file is long ";
  for (int i = 0; i < 50000; ++i) text += rows(long_name + std::to_string(i), 4);
  const Parts parts = parts_of(text);
  EXPECT_GT(parts.complete.size(), 1U);
  EXPECT_LT(parts.most_levels, 40000U);
  EXPECT_FALSE(parts.scattered);
}

TEST(SequenceStream, NoticesASequenceThatComesAgain) {
  EXPECT_TRUE(parts_of("id,more,day\n" + rows("a", 3) + rows("b", 70000) + rows("c", 2) + "a,7,9\n").scattered);
}

TEST(SequenceStream, ReturnsAShortFileWhateverItsOrder) {
  const Parts parts = parts_of("id,more,day\na,7,1\nb,7,1\na,7,2\n");
  EXPECT_EQ(parts.complete, std::vector<Index>{3});
  EXPECT_FALSE(parts.scattered);
}

TEST(SequenceStream, AFileWithoutRowsHasNone) { EXPECT_TRUE(parts_of("id,more,day\n").complete.empty()); }

}  // namespace
}  // namespace binet
