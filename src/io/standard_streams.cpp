#include "io/standard_streams.hpp"

#include "binet/base/error.hpp"
#include "io/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <streambuf>
#include <string>

namespace binet {
namespace {

std::array<bool, 3> was_closed{};

/// Buffers text for a descriptor. Unbuffered for standard error, so that nothing is lost in a crash.
class DescriptorBuffer : public std::streambuf {
 public:
  DescriptorBuffer(int descriptor, std::size_t room) : descriptor_(descriptor), room_(room) { text_.reserve(room); }
  int failure() const { return failure_; }

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    text_.append(bytes, static_cast<std::size_t>(count));
    return text_.size() <= room_ || sync() == 0 ? count : 0;
  }
  int sync() override {
    const bool written = failure_ == 0 && write_all(descriptor_, text_);
    if (!written && failure_ == 0) failure_ = errno;
    text_.clear();
    return written ? 0 : -1;
  }

 private:
  int descriptor_;
  std::size_t room_;
  std::string text_;
  int failure_ = 0;
};

DescriptorBuffer& output_buffer() {
  static DescriptorBuffer& buffer = *new DescriptorBuffer(STDOUT_FILENO, std::size_t{1} << 16);  // never destroyed
  return buffer;
}

DescriptorBuffer& error_buffer() {
  static DescriptorBuffer& buffer = *new DescriptorBuffer(STDERR_FILENO, 0);
  return buffer;
}

}  // namespace

void open_closed_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    was_closed[static_cast<std::size_t>(descriptor)] = true;
    static_cast<void>(::open("/dev/null", O_RDWR));  // takes the lowest free number, which is this one
  }
}

bool was_closed_at_start(int descriptor) {
  return descriptor >= 0 && descriptor <= STDERR_FILENO && was_closed[static_cast<std::size_t>(descriptor)];
}

void use_waiting_standard_streams() {
  std::cout.rdbuf(&output_buffer());
  std::cerr.rdbuf(&error_buffer());
}

int standard_output_failure() {
  return output_buffer().failure();
}

}  // namespace binet
