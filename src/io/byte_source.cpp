#include "binet/io/byte_source.hpp"

#include "binet/base/error.hpp"
#include "io/descriptor.hpp"
#include "io/open_bytes.hpp"

#include <poll.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr std::size_t kCompressedBuffer = std::size_t{1} << 17;

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

/// Hands out bytes already taken from a source to look at them, then the source's rest.
class PeekedSource : public ByteSource {
 public:
  explicit PeekedSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {
    while (size_ < bytes_.size()) {
      const std::size_t count = source_->read(bytes_.data() + size_, bytes_.size() - size_);
      if (count == 0) break;
      size_ += count;
    }
  }
  std::string_view peek() const { return {bytes_.data(), size_}; }

  std::size_t read(char* buffer, std::size_t size) override {
    if (given_ == size_) return source_->read(buffer, size);
    const std::size_t count = std::min(size, size_ - given_);
    std::memcpy(buffer, bytes_.data() + given_, count);
    given_ += count;
    return count;
  }
  bool ready() override { return given_ < size_ || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::array<char, 4> bytes_{};
  std::size_t size_ = 0, given_ = 0;
};

/// One or more gzip members.
class GzipSource : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)), input_(kCompressedBuffer) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw Error(name() + ": cannot start to decompress gzip");
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    constexpr std::size_t kMost = std::size_t{1} << 30;  // zlib counts in 32 bits
    const auto wanted = static_cast<uInt>(std::min(size, kMost));
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = wanted;
    while (stream_.avail_out == wanted) {
      if (between_members_) skip_padding();
      if (stream_.avail_in == 0 && !refill()) {
        if (!between_members_) throw Error(name() + ": gzip data end too early");
        return 0;
      }
      if (between_members_ && *stream_.next_in == 0) continue;
      between_members_ = false;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        between_members_ = true;
        inflateReset(&stream_);
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        throw Error(name() + ": damaged gzip data" + (stream_.msg ? std::string(": ") + stream_.msg : ""));
      }
    }
    return wanted - stream_.avail_out;
  }
  const std::string& name() const override { return source_->name(); }

 private:
  /// Tapes and some tools fill the last block with zeros.
  void skip_padding() {
    for (; stream_.avail_in > 0 && *stream_.next_in == 0; --stream_.avail_in) ++stream_.next_in;
  }

  bool refill() {
    const std::size_t count = source_->read(input_.data(), input_.size());
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return count > 0;
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<char> input_;
  z_stream stream_{};
  bool between_members_ = false;
};

/// One or more zstd frames.
class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(kCompressedBuffer), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (!stream_) throw Error(name() + ": cannot start to decompress zstd");
  }

  std::size_t read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer output{buffer, size, 0};
    while (output.pos == 0) {
      require_plausible();
      if (input_.pos == input_.size && !refill() && !inside_frame_) return 0;
      const std::size_t consumed = input_.pos;
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &output, &input_);
      if (ZSTD_isError(hint)) throw Error(name() + ": damaged zstd data: " + ZSTD_getErrorName(hint));
      inside_frame_ = hint != 0;
      if (output.pos == 0 && input_.pos == consumed && input_.size == consumed) {
        throw Error(name() + ": zstd data end too early");
      }
    }
    bytes_out_ += output.pos;
    return output.pos;
  }
  const std::string& name() const override { return source_->name(); }

 private:
  bool refill() {
    input_ = {buffer_.data(), source_->read(buffer_.data(), buffer_.size()), 0};
    bytes_in_ += input_.size;
    return input_.size > 0;
  }

  /// Gzip expands a thousandfold at most, zstd without a bound: no table does, but a file made to fill memory.
  void require_plausible() const {
    constexpr std::uint64_t kLargestRatio = 2000, kFrom = std::uint64_t{256} << 20;
    if (bytes_out_ < kFrom || bytes_out_ / kLargestRatio < bytes_in_) return;
    throw Error(name() + ": zstd data expand more than " + std::to_string(kLargestRatio) +
                "-fold; if that is meant, decompress them first");
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  ZSTD_inBuffer input_{nullptr, 0, 0};
  std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream_;
  bool inside_frame_ = false;
  std::uint64_t bytes_in_ = 0, bytes_out_ = 0;
};

constexpr std::string_view kGzipStart = "\x1f\x8b", kZstdStart = "\x28\xb5\x2f\xfd";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// A frame of zstd, or one to skip before it (RFC 8878, 3.1.2).
bool starts_zstd(std::string_view text) {
  const bool skippable = text.size() >= 4 && (text[0] & '\xF0') == 0x50 && text.substr(1, 3) == "\x2a\x4d\x18";
  return skippable || starts_with(text, kZstdStart);
}

}  // namespace

bool is_compressed(std::string_view start) {
  return starts_with(start, kGzipStart) || starts_zstd(start);
}

std::unique_ptr<ByteSource> open_bytes(const std::string& path) {
  return bytes_of(open_to_read(path), input_name(path));
}

std::unique_ptr<ByteSource> bytes_of(Descriptor file, const std::string& name) {
  auto source = std::make_unique<PeekedSource>(std::make_unique<FileSource>(std::move(file), name));
  if (starts_with(source->peek(), kGzipStart)) return std::make_unique<GzipSource>(std::move(source));
  if (starts_zstd(source->peek())) return std::make_unique<ZstdSource>(std::move(source));
  return source;
}

std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes, const std::string& name) {
  return std::make_unique<MemorySource>(bytes, name);
}

}  // namespace binet
