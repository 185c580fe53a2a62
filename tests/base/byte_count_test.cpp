#include "base/byte_count.hpp"

#include "binet/base/error.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

TEST(ByteCount, ReadsUnits) {
  EXPECT_EQ(parse_byte_count("4096"), 4096);
  EXPECT_EQ(parse_byte_count("64k"), 65536);
  EXPECT_EQ(parse_byte_count("512M"), std::size_t{512} << 20);
  EXPECT_EQ(parse_byte_count("2GB"), std::size_t{2} << 30);
}

TEST(ByteCount, RefusesAnythingElse) {
  for (const char* text : {"", "0", "M", "-5M", "1.5G", "12X", "12MM", "99999999999T", "1 G"}) {
    EXPECT_THROW(parse_byte_count(text), UsageError) << text;
  }
}

}  // namespace
}  // namespace binet
