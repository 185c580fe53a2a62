#include "io/run_files.hpp"

#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"
#include "io/output_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace binet {
namespace {

namespace fs = std::filesystem;

class RunFilesTest : public ::testing::Test {
 protected:
  RunFilesTest() { folder_.write("a", "text"); }
  std::string path(const std::string& name) const { return folder_ / name; }

  const TemporaryDirectory folder_;
};

TEST_F(RunFilesTest, RefusesAFileThatIsReadAndWrittenUnderAnyName) {
  fs::create_symlink("a", path("soft"));
  fs::create_hard_link(path("a"), path("hard"));
  for (const std::string name : {"a", "soft", "hard", "./a"}) {
    EXPECT_THROW(RunFiles().reads(path("a"), "the data").writes(path(name), "the model").check(), UsageError) << name;
    EXPECT_THROW(RunFiles().writes(path(name), "the model").reads(path("a"), "the data").check(), UsageError) << name;
  }
}

TEST_F(RunFilesTest, RefusesAFileThatIsWrittenTwiceThereOrNot) {
  for (const std::string name : {"a", "new"}) {
    const std::string other = path("./" + name);
    EXPECT_THROW(RunFiles().writes(path(name), "the model").writes(other, "the log").check(), UsageError) << name;
  }
  EXPECT_THROW(RunFiles().writes("-", "the model").writes("-", "the log").check(), UsageError);
}

TEST_F(RunFilesTest, AllowsWhatDoesNoHarm) {
  RunFiles files;
  files.reads(path("a"), "the data").reads(path("a"), "the validation data").reads("", "the config");
  files.writes(path("new"), "the model").writes("/dev/null", "the log").writes("/dev/null", "the checkpoint");
  EXPECT_NO_THROW(files.check());
}

TEST_F(RunFilesTest, StandardInputHasOneReader) {
  EXPECT_THROW(RunFiles().reads("-", "the data").reads("-", "the validation data").check(), UsageError);
}

}  // namespace
}  // namespace binet
