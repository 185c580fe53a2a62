#include "binet/model/classifier.hpp"
#include "model/example_models.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>

namespace binet {
namespace {

/// Bytes taken from the heap and from the system for single arrays.
std::size_t bytes_in_use() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// BINET_TRAININGS sets their number; docs/reliability.md tells of a thousand.
TEST(Memory, TrainingsInARowLeaveNothingBehind) {
  const char* const given = std::getenv("BINET_TRAININGS");
  const int trainings = given == nullptr ? 12 : std::atoi(given);
  for (const char* kind : {"logistic", "mlp", "auto"}) {
    const Table table = parse_table(example_csv(80));
    const Config config = example_config(kind);
    const auto train_once = [&] { return train(config, table, nullptr).predict(table).sum(); };
    const double first = train_once();
    for (int i = 0; i < 3; ++i) train_once();  // threads and their arenas are made once
    const std::size_t before = bytes_in_use();
    for (int i = 0; i < trainings; ++i) EXPECT_EQ(train_once(), first);
    const std::size_t after = bytes_in_use();
    // What threads keep at hand for their next allocation counts as in use, and differs from run to run.
    EXPECT_LT(after, before + (std::size_t{1} << 20)) << kind;
    std::printf("%s: %zu KB before %d trainings, %zu KB after\n", kind, before >> 10, trainings, after >> 10);
  }
}

}  // namespace
}  // namespace binet

#endif
