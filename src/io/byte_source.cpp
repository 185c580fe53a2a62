#include "binet/io/byte_source.hpp"

#include "binet/base/error.hpp"
#include "io/compression.hpp"
#include "io/peeked_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace binet {
namespace {

constexpr std::size_t kCompressionStart = 6;  ///< bytes that tell how a file is compressed

class FileSource : public ByteSource {
 public:
  explicit FileSource(const std::string& path) : name_(path == "-" ? "standard input" : path), owned_(path != "-") {
    if (!owned_) return;
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw Error(name_ + ": cannot open: " + std::strerror(errno));
    struct stat status {};
    if (fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(descriptor_);
      throw Error(name_ + ": is a directory; expected a file");
    }
  }
  ~FileSource() override {
    if (owned_) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      const ssize_t count = ::read(descriptor_, buffer, size);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw Error(name_ + ": cannot read: " + std::strerror(errno));
    }
  }
  bool ready() override {
    pollfd request{descriptor_, POLLIN, 0};
    return ::poll(&request, 1, 0) != 0;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  bool owned_;
  int descriptor_ = STDIN_FILENO;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::string name) : rest_(bytes), name_(std::move(name)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = rest_.copy(buffer, size);
    rest_.remove_prefix(count);
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string_view rest_;
  std::string name_;
};

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::string& path) {
  auto source = std::make_unique<detail::PeekedSource>(std::make_unique<FileSource>(path), kCompressionStart);
  const detail::Compression* const compression = detail::find_compression(source->peek());
  return compression == nullptr ? std::move(source) : compression->open(std::move(source));
}

bool is_compressed(std::string_view start) {
  return detail::find_compression(start) != nullptr;
}

std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes, const std::string& name) {
  return std::make_unique<MemorySource>(bytes, name);
}

}  // namespace binet
