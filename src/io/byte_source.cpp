#include "io/byte_source.hpp"

#include "binet/base/error.hpp"
#include "io/compression.hpp"
#include "io/descriptor.hpp"
#include "io/open_bytes.hpp"
#include "io/peeked_source.hpp"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace binet {
namespace {

constexpr std::size_t kCompressionStart = 6;  ///< number of bytes that identify the compression

class FileSource : public ByteSource {
 public:
  FileSource(Descriptor file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}

  std::size_t read(char* buffer, std::size_t size) override { return read_some(file_.number(), buffer, size, name_); }
  bool ready() override {
    pollfd request{file_.number(), POLLIN, 0};
    return ::poll(&request, 1, 0) != 0;
  }
  const std::string& name() const override { return name_; }

 private:
  Descriptor file_;
  std::string name_;
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
  return bytes_of(open_to_read(path), input_name(path));
}

std::string read_all(const std::string& path) {
  const auto source = open_bytes(path);
  std::string text;
  char buffer[1 << 14];
  while (const std::size_t size = source->read(buffer, sizeof buffer)) text.append(buffer, size);
  return text;
}

std::unique_ptr<ByteSource> bytes_of(Descriptor file, const std::string& name) {
  auto source =
      std::make_unique<detail::PeekedSource>(std::make_unique<FileSource>(std::move(file), name), kCompressionStart);
  const detail::Compression* const compression = detail::find_compression(source->peek());
  if (compression == nullptr) return source;
  return compression->open(std::move(source));
}

bool is_compressed(std::string_view start) {
  return detail::find_compression(start) != nullptr;
}

std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes, const std::string& name) {
  return std::make_unique<MemorySource>(bytes, name);
}

}  // namespace binet
