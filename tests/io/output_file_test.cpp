#include "io/output_file.hpp"

#include "base/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace binet {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_ / name; }
  static std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::ptrdiff_t file_count() const { return std::distance(fs::directory_iterator(directory_.path()), {}); }

  const TemporaryDirectory directory_;
};

TEST_F(OutputFileTest, AppearsWholeAtCommit) {
  OutputFile file(path("a"));
  file.write("one ");
  file.write(std::string(100'000, 'x'));
  EXPECT_FALSE(fs::exists(path("a")));
  file.commit();
  EXPECT_EQ(text_of(path("a")), "one " + std::string(100'000, 'x'));
  EXPECT_EQ(file_count(), 1);
}

TEST_F(OutputFileTest, WithoutCommitLeavesTheOldFileAndNoOther) {
  write_file(path("a"), "old");
  {
    OutputFile file(path("a"));
    file.write("new");
    file.flush();
  }
  EXPECT_EQ(text_of(path("a")), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(OutputFileTest, AcceptsNamesAsLongAsTheFileSystemDoes) {
  const std::string longest(255, 'a');
  write_file(path(longest), "text");
  EXPECT_EQ(text_of(path(longest)), "text");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(OutputFileTest, KeepsPermissionsAndSymbolicLinks) {
  write_file(path("a"), "old");
  fs::permissions(path("a"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a", path("link"));
  write_file(path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text_of(path("a")), "new");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(OutputFileTest, FollowsALinkToAFileThatIsNotThereYet) {
  fs::create_symlink("a", path("link"));
  write_file(path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text_of(path("a")), "new");
}

TEST_F(OutputFileTest, WritesAFileWithSeveralHardLinksInPlaceAtCommit) {
  write_file(path("a"), "a long old text");
  fs::create_hard_link(path("a"), path("b"));
  {
    OutputFile file(path("a"));
    file.write("lost");
    file.flush();
  }
  EXPECT_EQ(text_of(path("b")), "a long old text");
  write_file(path("a"), "new");
  EXPECT_EQ(text_of(path("b")), "new");
  EXPECT_EQ(fs::hard_link_count(path("a")), 2u);
  EXPECT_EQ(file_count(), 2);
}

TEST_F(OutputFileTest, RefusesACircleOfLinks) {
  fs::create_symlink("a", path("a"));
  EXPECT_THROW(write_file(path("a"), "text"), Error);
  EXPECT_TRUE(fs::is_symlink(path("a")));
}

TEST_F(OutputFileTest, NewFilesHaveThePermissionsAShellGives) {
  const mode_t before = ::umask(022);
  ::umask(before);
  write_file(path("a"), "text");
  EXPECT_EQ(static_cast<mode_t>(fs::status(path("a")).permissions()), 0666 & ~before);
}

TEST_F(OutputFileTest, SaysWhatCannotBeWritten) {
  EXPECT_THROW(OutputFile(directory_.path().string()), Error);
  EXPECT_THROW(check_writable(path("none/a")), Error);
  EXPECT_THROW(OutputFile(""), Error);
  EXPECT_THROW(write_file("/dev/full", "text"), Error);
  EXPECT_NO_THROW(write_file("/dev/null", "text"));
  EXPECT_EQ(file_count(), 0);
}

TEST_F(OutputFileTest, CheckingLeavesNothingBehind) {
  check_writable(path("a"));
  EXPECT_EQ(file_count(), 0);
}

}  // namespace
}  // namespace binet
