#include "io/output_file.hpp"

#include "base/interrupt.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace binet {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;
constexpr mode_t kPermissions = 07777;

/// The permissions that a shell would give a new file.
mode_t usual_permissions() {
  static const mode_t mask = [] {
    const mode_t found = ::umask(0);
    ::umask(found);
    return found;
  }();
  return 0666 & ~mask;
}

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

/// Opens a pipe for writing, which waits for a reader; a signal may end the wait.
int open_pipe(const std::string& path) {
  constexpr int kMilliseconds = 10;
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor >= 0 || errno != ENXIO) return descriptor;
    pollfd request{stop_descriptor(), POLLIN, 0};
    if (::poll(&request, 1, kMilliseconds) > 0) throw Interrupted("interrupted");
  }
}

/// Reserves disk space before a byte is overwritten. Returns false if there is too little; file systems without this
/// function are assumed to have enough.
bool reserve(int descriptor, off_t bytes, off_t bytes_before) {
  if (bytes <= bytes_before || ::fallocate(descriptor, 0, 0, bytes) == 0) return true;
  if (errno != ENOSPC && errno != EFBIG && errno != EDQUOT) return true;
  const int reason = errno;
  static_cast<void>(!::ftruncate(descriptor, bytes_before));
  errno = reason;
  return false;
}

bool copy_all(int from, int to) {
  std::array<char, kBufferSize> bytes;
  off_t at = 0;
  for (;;) {
    const ssize_t count = ::pread(from, bytes.data(), bytes.size(), at);
    if (count == 0) return true;
    if (count < 0 || !write_all(to, {bytes.data(), static_cast<std::size_t>(count)})) return false;
    at += count;
  }
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : place_(path) {
  switch (place_.way) {
    case OutputPlace::Way::descriptor:
      descriptor_ = place_.descriptor;
      return;
    case OutputPlace::Way::straight:
      target_ = Descriptor(S_ISFIFO(place_.status.st_mode) ? open_pipe(place_.path)
                                                           : ::open(place_.path.c_str(), O_WRONLY | O_CLOEXEC));
      if (!target_.is_open()) fail();
      descriptor_ = target_.number();
      return;
    case OutputPlace::Way::overwrite:
    case OutputPlace::Way::replace:
      open_temporary();
  }
}

OutputFile::~OutputFile() = default;

void OutputFile::open_temporary() {
  const bool over = place_.way == OutputPlace::Way::overwrite;
  if (place_.exists && ::access(place_.path.c_str(), W_OK) != 0) fail();
  if (over) {
    target_ = Descriptor(::open(place_.path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!target_.is_open()) fail();
  }
  const char* const named = std::getenv("TMPDIR");
  const std::string spool = named != nullptr && *named != '\0' ? named : "/tmp";
  temporary_ = std::make_unique<TemporaryFile>(over ? spool : folder_of(place_.path));
  if (!temporary_->is_open() && over) {
    throw Error("temporary directory " + spool + ": " + std::strerror(errno) + "; name another in TMPDIR");
  }
  if (!temporary_->is_open()) fail();
  descriptor_ = temporary_->descriptor();
  if (over || !place_.exists || ::fchown(descriptor_, place_.status.st_uid, place_.status.st_gid) == 0) return;
  place_.way = OutputPlace::Way::overwrite;  // otherwise the owner would change
  open_temporary();
}

void OutputFile::fail() const {
  const int reason = errno;
  if (reason == EPIPE) throw OutputClosed(place_.name + ": closed by its reader");
  throw Error("cannot write " + place_.name + ": " + std::strerror(reason));
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferSize) flush();
}

void OutputFile::flush() {
  if (!write_all(descriptor_, buffer_)) fail();
  buffer_.clear();
}

void OutputFile::overwrite() {
  struct stat whole {};
  if (fstat(temporary_->descriptor(), &whole) != 0 ||
      !reserve(target_.number(), whole.st_size, place_.status.st_size) ||
      !copy_all(temporary_->descriptor(), target_.number()) || ::ftruncate(target_.number(), whole.st_size) != 0 ||
      ::fsync(target_.number()) != 0 || !target_.close()) {
    fail();
  }
  temporary_.reset();
}

void OutputFile::commit() {
  flush();
  switch (place_.way) {
    case OutputPlace::Way::descriptor:
      return;
    case OutputPlace::Way::straight:
      if (!target_.close()) fail();
      return;
    case OutputPlace::Way::overwrite:
      return overwrite();
    case OutputPlace::Way::replace:
      static_cast<void>(
          ::fchmod(descriptor_, place_.exists ? place_.status.st_mode & kPermissions : usual_permissions()));
      if (!temporary_->replace(place_.path)) fail();
  }
}

void check_writable(const std::string& path) {
  if (OutputPlace(path).way == OutputPlace::Way::straight) {
    if (::access(path.c_str(), W_OK) != 0) throw Error("cannot write " + path + ": " + std::strerror(errno));
    return;  // opening and closing a pipe would end it for its reader
  }
  const OutputFile probe(path);
}

void write_file(const std::string& path, std::string_view text) {
  OutputFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace binet
