#include "io/output_place.hpp"

#include "binet/base/error.hpp"
#include "io/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace binet {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& name, int reason) {
  throw Error("cannot write " + name + ": " + std::strerror(reason));
}

/// The number if the path names an open file of this process, as /proc/self/fd/3; otherwise -1.
int open_file_by_name(const fs::path& path) {
  struct stat folder {}, own {};
  if (::stat(path.parent_path().c_str(), &folder) != 0) return -1;
  bool found = false;
  for (const char* const place : {"/proc/self/fd", "/proc/thread-self/fd"}) {
    found = found || (::stat(place, &own) == 0 && own.st_dev == folder.st_dev && own.st_ino == folder.st_ino);
  }
  const std::string digits = path.filename().string();
  int number = -1;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return found && end == digits.data() + digits.size() ? number : -1;
}

/// Follows symbolic links to a path that is none (existing or not), or to the name of an open file.
fs::path follow_links(const std::string& name, int& descriptor) {
  constexpr int kMostLinks = 40;  // the limit of Linux
  fs::path place = name;
  for (int links = 0; links <= kMostLinks; ++links) {
    descriptor = open_file_by_name(place);
    std::error_code error;
    if (descriptor >= 0 || !fs::is_symlink(place, error)) return place;
    place = place.parent_path() / fs::read_symlink(place, error);
    if (error) fail(name, error.value());
  }
  fail(name, ELOOP);
}

bool is_mount_point([[maybe_unused]] const std::string& path) {
#ifdef STATX_ATTR_MOUNT_ROOT
  struct statx status {};
  return ::statx(AT_FDCWD, path.c_str(), 0, STATX_TYPE, &status) == 0 &&
         (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
  return false;
#endif
}

/// True if a new file in the same folder could replace this one and differ only in its bytes.
bool can_be_replaced(const std::string& path, const struct stat& status) {
  const std::string folder = fs::path(path).parent_path().string();
  const bool own = ::geteuid() == 0 || (status.st_uid == ::geteuid() && status.st_gid == ::getegid());
  return own && status.st_nlink == 1 && ::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0 &&
         !is_mount_point(path);
}

}  // namespace

OutputPlace::OutputPlace(const std::string& given) : name(given == "-" ? "standard output" : given) {
  if (given.empty()) throw Error("cannot write: the file name is empty");
  if (given == "-")
    descriptor = STDOUT_FILENO;
  else
    path = follow_links(given, descriptor).string();
  if (descriptor >= 0) {
    way = Way::descriptor;
    exists = true;
    // A file inherited from the caller survives exec; one with close-on-exec belongs to this program.
    const int flags = ::fcntl(descriptor, F_GETFD);
    if (flags < 0 || (flags & FD_CLOEXEC) != 0) fail(name, EBADF);
    if (was_closed_at_start(descriptor)) throw Error("cannot write " + name + ": it is closed; name a file instead");
    if (fstat(descriptor, &status) != 0) fail(name, errno);
    return;
  }
  exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail(name, errno);
  if (!exists) return;
  if (S_ISDIR(status.st_mode)) fail(name, EISDIR);
  if (!S_ISREG(status.st_mode)) way = Way::straight;
  else if (!can_be_replaced(path, status)) way = Way::overwrite;
}

bool OutputPlace::is_stream(int stream) const {
  if (way == Way::descriptor && descriptor == stream) return true;
  struct stat other {};
  return exists && way != Way::replace && fstat(stream, &other) == 0 && !was_closed_at_start(stream) &&
         other.st_dev == status.st_dev && other.st_ino == status.st_ino;
}

}  // namespace binet
