#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace binet {

/// An open file descriptor, closed by the destructor unless it is a standard stream.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  /// Returns false, with errno set, if the system reports a failed write.
  bool close();

 private:
  int number_ = -1;
};

/// Opens a file for reading. A file is opened once only, since reopening a named pipe loses data. "-" is standard
/// input. Opening a named pipe does not wait; reading does. Throws Error for a missing file, a directory, no
/// permission, or closed standard input.
Descriptor open_to_read(const std::string& path);

/// "standard input" for "-", otherwise the path.
std::string input_name(const std::string& path);

/// True for regular files, which are always ready.
bool is_regular(int descriptor);

/// Waits until the descriptor is readable (POLLIN) or writable (POLLOUT), also if it is non-blocking. Throws
/// Interrupted if the user stops the run meanwhile.
void wait_until_ready(int descriptor, short events);

/// Reads up to `size` bytes into `buffer` and returns their number; 0 at the end. Waits as wait_until_ready(). Throws
/// Error with the name and the system's reason.
std::size_t read_some(int descriptor, char* buffer, std::size_t size, const std::string& name);

/// Writes all bytes, waiting as wait_until_ready(). Returns false, with errno set, if the system refuses.
bool write_all(int descriptor, std::string_view bytes);

}  // namespace binet
