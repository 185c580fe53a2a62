#include "io/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace binet {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;
constexpr std::size_t kLongestStem = 200;  ///< of a temporary's name: file systems take 255 bytes in all

/// The file a chain of symbolic links ends at, there yet or not, so that a rename replaces the file and not the link.
std::string follow_links(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    const auto target = std::filesystem::canonical(path, error);
    return error ? path : target.string();  // a pipe's link ends at no path
  }
  constexpr int kMostLinks = 40;  // as Linux follows them
  std::filesystem::path place = path;
  for (int links = 0; links < kMostLinks && std::filesystem::is_symlink(place, error); ++links) {
    place = place.parent_path() / std::filesystem::read_symlink(place, error);
  }
  return place.string();
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : name_(path), path_(path) {
  if (path == "-") {
    name_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    return;
  }
  if (path.empty()) throw Error("cannot write: the file name is empty");
  path_ = follow_links(path);
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else if (!exists || ::access(path_.c_str(), W_OK) == 0) {
    const std::filesystem::path whole(path_);
    const std::string name = whole.filename().string().substr(0, kLongestStem);
    const std::string stem = (whole.parent_path() / name).string() + ".partial" + std::to_string(::getpid());
    for (int attempt = 0; descriptor_ < 0 && (attempt == 0 || errno == EEXIST); ++attempt) {
      temporary_ = attempt == 0 ? stem : stem + "-" + std::to_string(attempt);
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (descriptor_ < 0)
      temporary_.clear();
    else if (exists)
      static_cast<void>(::fchmod(descriptor_, status.st_mode & 07777));
  }
  if (descriptor_ < 0) fail();
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::fail() const {
  const int reason = errno;
  if (reason == EPIPE) throw OutputClosed(name_ + ": closed by its reader");
  throw Error("cannot write " + name_ + ": " + std::strerror(reason));
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferSize) flush();
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0)
      rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      fail();
  }
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  if (descriptor_ <= STDERR_FILENO) return;
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail();
  temporary_.clear();
}

void keep_inputs(const std::string& output, std::initializer_list<std::string> inputs) {
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool is_file = !output.empty() && output != "-";
    const bool same = output == input || (std::filesystem::is_regular_file(output, error) &&
                                          std::filesystem::equivalent(output, input, error));
    if (is_file && same)
      throw UsageError(output + " is named twice and would be overwritten; name another file for the output");
  }
}

void check_writable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode))) return;
  const OutputFile probe(path);
}

void write_file(const std::string& path, std::string_view text) {
  OutputFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace binet
