#include "io/temporary_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>

namespace binet {
namespace {

constexpr int kAttempts = 100;

/// A name that a signal handler may have to remove. Few temporary files have names at once; names beyond the table's
/// size are not remembered.
struct RememberedName {
  std::atomic<int> state{0};  ///< 0 free, 1 being written, 2 valid
  std::array<char, PATH_MAX> name{};
};
std::array<RememberedName, 8> remembered;

void remember(const std::string& name) {
  if (name.size() + 1 > PATH_MAX) return;
  for (RememberedName& place : remembered) {
    int expected = 0;
    if (!place.state.compare_exchange_strong(expected, 1)) continue;
    place.name[name.copy(place.name.data(), name.size())] = '\0';
    place.state = 2;
    return;
  }
}

void forget(const std::string& name) {
  for (RememberedName& place : remembered) {
    if (place.state == 2 && name == place.name.data()) place.state = 0;
  }
}

std::string in_folder(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : (std::filesystem::path(folder) / name).string();
}

/// A hidden name with 64 random bits, so that it cannot be predicted.
std::string random_name(const std::string& folder) {
  std::uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits) bits = static_cast<std::uint64_t>(::getpid());
  char name[40];
  std::snprintf(name, sizeof name, ".binet-%016llx.partial", static_cast<unsigned long long>(bits));
  return in_folder(folder, name);
}

}  // namespace

TemporaryFile::TemporaryFile(const std::string& folder) : folder_(folder) {
#ifdef O_TMPFILE
  // Without /proc, an unnamed file cannot get a name later.
  if (::access("/proc/self/fd", X_OK) == 0) {
    file_ = Descriptor(::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  }
#endif
  for (int attempt = 0; !file_.is_open() && attempt < kAttempts; ++attempt) {
    const std::string name = random_name(folder);
    file_ = Descriptor(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file_.is_open()) {
      name_ = name;
      remember(name_);
    } else if (errno != EEXIST) {
      return;
    }
  }
}

TemporaryFile::~TemporaryFile() {
  if (name_.empty()) return;
  const int saved_errno = errno;
  ::unlink(name_.c_str());
  forget(name_);
  errno = saved_errno;
}

bool TemporaryFile::link_to(const std::string& path) {
  const std::string nameless = "/proc/self/fd/" + std::to_string(descriptor());
  return ::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

bool TemporaryFile::give_name() {
  for (int attempt = 0; name_.empty() && attempt < kAttempts; ++attempt) {
    const std::string name = random_name(folder_);
    remember(name);
    if (link_to(name)) {
      name_ = name;
    } else {
      forget(name);
      if (errno != EEXIST) return false;
    }
  }
  return !name_.empty();
}

bool TemporaryFile::replace(const std::string& path) {
  const auto refused = [](int result) { return result != 0 && errno != EINVAL && errno != ENOSYS; };
  if (refused(::fsync(descriptor()))) return false;
  if (!name_.empty() || !link_to(path)) {  // a link replaces nothing, a rename does
    if (!give_name() || std::rename(name_.c_str(), path.c_str()) != 0) return false;
    forget(name_);
    name_.clear();
  }
  if (!file_.close()) return false;
  const Descriptor folder(::open(folder_.empty() ? "." : folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return !folder.is_open() || !refused(::fsync(folder.number()));  // a folder without read permission cannot be synced
}

void remove_temporary_files() {
  for (const RememberedName& place : remembered) {
    if (place.state == 2) ::unlink(place.name.data());
  }
}

}  // namespace binet
