#include "cli/prediction_writer.hpp"

#include "binet/base/error.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

std::string written(const char* format_name) {
  const std::vector<std::string> names{"id", "a \"b\""};
  RowBlock block;
  block.kept = {{"7", "8"}, {"x,y", "tab\there"}};
  const auto format = make_prediction_format(format_name, names);
  std::string text;
  format->header(names, text);
  format->row(block, 0, {0.1, "yes"}, text);
  format->row(block, 1, {1.0 / 3, "no, thanks"}, text);
  return text;
}

TEST(PredictionWriter, QuotesAsTheStandardHasIt) {
  EXPECT_EQ(written("csv"),
            "id,\"a \"\"b\"\"\",probability,label\n7,\"x,y\",0.1,yes\n8,tab\there,0.3333333333333333,\"no, thanks\"\n");
  EXPECT_EQ(
      written("tsv"),
      "id\t\"a \"\"b\"\"\"\tprobability\tlabel\n7\tx,y\t0.1\tyes\n8\t\"tab\there\"\t0.3333333333333333\tno, thanks\n");
}

TEST(PredictionWriter, WritesJsonLinesAndPlainNumbers) {
  EXPECT_EQ(written("jsonl"),
            "{\"id\": 7, \"a \\\"b\\\"\": \"x,y\", \"probability\": 0.1, \"label\": \"yes\"}\n"
            "{\"id\": 8, \"a \\\"b\\\"\": \"tab\\there\", \"probability\": 0.3333333333333333, "
            "\"label\": \"no, thanks\"}\n");
  EXPECT_EQ(written("plain"), "0.1\n0.3333333333333333\n");
}

TEST(PredictionWriter, UnknownFormatListsTheKnown) {
  EXPECT_THROW(make_prediction_format("xml", {}), UsageError);
}

}  // namespace
}  // namespace binet
