#include "cli/progress.hpp"

#include <gmock/gmock.h>

#include "binet/base/error.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/run_binet.hpp"

namespace binet {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

EpochRecord record_of(int epoch) {
  return {.epoch = epoch,
          .loss = 1.0 / 3,
          .validation_loss = 0.1 + 0.2,
          .gradient_norm = 1e-17,
          .learning_rate = 1e-3,
          .seconds = 0.5};
}

std::string printed_over(int epochs, const ProgressOptions& options) {
  ::testing::internal::CaptureStderr();
  {
    Progress progress(options);
    progress.note("one class is rare");
    for (int epoch = 1; epoch <= epochs; ++epoch) progress.epoch(record_of(epoch), epochs);
  }
  return ::testing::internal::GetCapturedStderr();
}

TEST(Progress, PrintsSparseLinesWhereThereIsNoTerminal) {
  const std::string text = printed_over(1000, {});
  EXPECT_EQ(std::ranges::count(text, '\n'), 11) << "a note and a line a tenth";
  EXPECT_THAT(text, HasSubstr("epoch 100/1000  loss 0.3333  validation 0.3000\n"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Progress, NamesTheNetworkOfAnEnsemble) {
  ::testing::internal::CaptureStderr();
  {
    Progress progress{ProgressOptions{}};
    EpochRecord record = record_of(31);
    record.network = 7;
    record.networks = 20;
    progress.epoch(record, 40);
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("network 7 of 20, epoch 31/40  loss 0.3333"));
}

TEST(TimeLeft, ComesFromTheTimeOfTheEpochsSinceTheStartAndDoesNotJump) {
  TimeLeft left;
  left.start(500, 10);  // a resumed run: the epochs before took no time here
  EXPECT_FALSE(left.after(501, 1000, 11));
  EXPECT_DOUBLE_EQ(left.after(510, 1000, 20).value(), 490);
  EXPECT_DOUBLE_EQ(left.after(520, 1000, 30).value(), 480);
  // A network stops early and halves the epochs to come: the time falls by a fifth of the difference at once.
  EXPECT_DOUBLE_EQ(left.after(521, 761, 31).value(), 479 - 0.2 * 239);
  left.start(1, 100);
  EXPECT_FALSE(left.after(2, 100, 100.1)) << "too early to say";
}

TEST(Progress, IsSilentWhenAskedTo) {
  EXPECT_THAT(printed_over(10, {.quiet = true}), IsEmpty());
  EXPECT_EQ(printed_over(10, {.no_progress = true}), "one class is rare\n");
}

TEST(Progress, LogsEveryEpochInFullPrecision) {
  const TemporaryDirectory directory;
  const std::string path = directory / "log.jsonl";
  Progress progress({.quiet = true, .log = path});
  EpochRecord record = record_of(1);
  progress.epoch(record, 2);
  EXPECT_EQ(std::ranges::count(read_text(path), '\n'), 1) << "flushed while the run goes on";
  record.epoch = 2;
  record.validation_loss = std::nan("");
  progress.epoch(record, 2);

  std::istringstream lines(read_text(path));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto first = nlohmann::json::parse(line);
  EXPECT_EQ(first["loss"].get<double>(), 1.0 / 3);
  EXPECT_EQ(first["validation_loss"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(first["gradient_norm"].get<double>(), 1e-17);
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_TRUE(nlohmann::json::parse(line)["validation_loss"].is_null());
}

TEST(Progress, SaysWhichLogCannotBeWritten) {
  EXPECT_THROW(Progress({.log = "/no/such/directory/log.jsonl"}), Error);
}

}  // namespace
}  // namespace binet
