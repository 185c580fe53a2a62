#include "io/descriptor.hpp"

#include "base/interrupt.hpp"
#include "binet/base/error.hpp"
#include "io/standard_streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace binet {

bool Descriptor::close() {
  const int number = std::exchange(number_, -1);
  return number <= STDERR_FILENO || ::close(number) == 0;
}

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

Descriptor open_to_read(const std::string& path) {
  const std::string name = input_name(path);
  struct stat status {};
  if (path == "-" && was_closed_at_start(STDIN_FILENO)) throw Error("standard input: is closed; name a file instead");
  const bool is_pipe = path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
  Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (is_pipe ? O_NONBLOCK : 0)));
  if (!file.is_open()) throw Error(name + ": cannot open: " + std::strerror(errno));
  if (fstat(file.number(), &status) == 0 && S_ISDIR(status.st_mode)) {
    throw Error(name + ": is a directory; expected a file");
  }
  return file;
}

bool is_regular(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

void wait_until_ready(int descriptor, short events) {
  for (;;) {
    pollfd requests[] = {{descriptor, events, 0}, {stop_descriptor(), POLLIN, 0}};  // -1 is never ready
    if (::poll(requests, 2, -1) < 0 && errno != EINTR) return;  // the read or write itself reports the error
    if ((requests[1].revents & POLLIN) != 0) throw Interrupted("interrupted");
    if (requests[0].revents != 0) return;
  }
}

std::size_t read_some(int descriptor, char* buffer, std::size_t size, const std::string& name) {
  const bool waits = !is_regular(descriptor);
  for (;;) {
    if (waits) wait_until_ready(descriptor, POLLIN);
    const ssize_t count = ::read(descriptor, buffer, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR && errno != EAGAIN) throw Error(name + ": cannot read: " + std::strerror(errno));
  }
}

bool write_all(int descriptor, std::string_view bytes) {
  const bool waits = !is_regular(descriptor);
  while (!bytes.empty()) {
    if (waits) wait_until_ready(descriptor, POLLOUT);
    // A ready pipe takes this many bytes without blocking, so that no write blocks where a signal would be missed.
    const ssize_t written =
        ::write(descriptor, bytes.data(), waits ? std::min<std::size_t>(bytes.size(), PIPE_BUF) : bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR && errno != EAGAIN)
      return false;
  }
  return true;
}

}  // namespace binet
