#include "io/run_files.hpp"

#include "binet/base/error.hpp"
#include "io/descriptor.hpp"
#include "io/standard_streams.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace binet {
namespace {

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

RunFiles& RunFiles::reads(const std::string& path, const std::string& role) {
  if (path.empty()) return *this;
  Use use{.name = input_name(path), .role = role};
  struct stat status {};
  if (path == "-") use.descriptor = STDIN_FILENO;
  if ((path == "-" ? fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) == 0) use.status = status;
  uses_.push_back(std::move(use));
  return *this;
}

RunFiles& RunFiles::writes(const std::string& path, const std::string& role) {
  if (path.empty()) return *this;
  const OutputPlace place(path);
  Use use{.name = place.name, .role = role, .written = true, .descriptor = place.descriptor};
  if (place.exists) use.status = place.status;
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(place.path, error), error);
  use.place = error ? place.path : whole.string();
  uses_.push_back(std::move(use));
  return *this;
}

RunFiles& RunFiles::writes_stream(int descriptor, const std::string& role) {
  Use use{.name = descriptor == STDOUT_FILENO ? "standard output" : "standard error", .role = role, .written = true,
          .descriptor = descriptor};
  struct stat status {};
  if (!was_closed_at_start(descriptor) && fstat(descriptor, &status) == 0) use.status = status;
  uses_.push_back(std::move(use));
  return *this;
}

bool RunFiles::clash(const Use& a, const Use& b) {
  const bool same_stream = a.descriptor >= 0 && a.descriptor == b.descriptor && a.written == b.written;
  if (same_stream) return true;
  if (!a.status || !b.status) return a.written && b.written && !a.status && !b.status && a.place == b.place;
  if (!same_file(*a.status, *b.status)) return false;
  const mode_t mode = a.status->st_mode;
  if (S_ISCHR(mode)) return false;  // terminals and /dev/null may have several roles
  if (!a.written && !b.written) return S_ISFIFO(mode);
  if (a.written && b.written) return true;
  // Standard input and an output may be ends of the same pipe or socket, as when inetd starts a program.
  return S_ISREG(mode) || S_ISBLK(mode) || (S_ISFIFO(mode) && (a.descriptor < 0 || b.descriptor < 0));
}

void RunFiles::check() const {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const Use &first = uses_[k], &second = uses_[i];
      if (!clash(first, second)) continue;
      const std::string names = first.name + (first.name == second.name ? "" : " and " + second.name);
      const std::string roles = first.role + " and " + second.role;
      if (!first.written && !second.written) {
        throw UsageError(names + ": can be read only once, but is used as " + roles + "; put one of them in a file");
      }
      throw UsageError(names + ": the same file is named twice, as " + roles +
                       ", and would be overwritten; name another");
    }
  }
}

}  // namespace binet
