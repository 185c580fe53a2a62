#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace binet {

/// An open file of the system, closed at the end unless it is one of the three standard streams.
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
  /// False, with errno set, if the system reports a write that failed after all.
  bool close();

 private:
  int number_ = -1;
};

/// Opens a file to read, once: a named pipe that is opened again loses what was written meanwhile. "-" is standard
/// input. A named pipe is opened without waiting; reading waits. Throws Error: no such file, a directory, no
/// permission, standard input closed.
Descriptor open_to_read(const std::string& path);

/// "standard input" for "-", else the path.
std::string input_name(const std::string& path);

/// True for regular files, which are always ready.
bool is_regular(int descriptor);

/// Waits until the descriptor can be read (POLLIN) or written (POLLOUT), also one that is set not to block. Throws
/// Interrupted if the user asks to stop meanwhile.
void wait_until_ready(int descriptor, short events);

/// Up to `size` bytes into `buffer`, 0 at the end. Waits as above. Throws Error with the name and the system's reason.
std::size_t read_some(int descriptor, char* buffer, std::size_t size, const std::string& name);

/// Writes all bytes, waiting as above. False, with errno set, if the system refuses.
bool write_all(int descriptor, std::string_view bytes);

}  // namespace binet
