#include "io/compression.hpp"

#include "binet/base/error.hpp"

#include <zlib.h>
#include <zstd.h>
#ifdef BINET_BZIP2
#include <bzlib.h>
#endif
#ifdef BINET_XZ
#include <lzma.h>
#endif

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace binet::detail {
namespace {

constexpr std::size_t kCompressedBuffer = std::size_t{1} << 17;

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

  /// Gzip expands at most a thousandfold, zstd without limit: a higher ratio means a file made to exhaust memory.
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

#ifdef BINET_BZIP2
/// One or more bzip2 streams.
class Bzip2Source : public ByteSource {
 public:
  explicit Bzip2Source(std::unique_ptr<ByteSource> source) : source_(std::move(source)), input_(kCompressedBuffer) {}
  ~Bzip2Source() override { BZ2_bzDecompressEnd(&stream_); }
  Bzip2Source(const Bzip2Source&) = delete;
  Bzip2Source& operator=(const Bzip2Source&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    const auto wanted = static_cast<unsigned>(std::min(size, std::size_t{1} << 30));
    stream_.next_out = buffer;
    stream_.avail_out = wanted;
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0 && !refill()) {
        if (inside_) throw Error(name() + ": bzip2 data end too early");
        return 0;
      }
      if (!inside_ && BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) {
        throw Error(name() + ": cannot start to decompress bzip2");
      }
      inside_ = true;
      const int status = BZ2_bzDecompress(&stream_);
      if (status == BZ_STREAM_END) {
        BZ2_bzDecompressEnd(&stream_);
        inside_ = false;
      } else if (status != BZ_OK) {
        throw Error(name() + ": damaged bzip2 data");
      }
    }
    return wanted - stream_.avail_out;
  }
  const std::string& name() const override { return source_->name(); }

 private:
  bool refill() {
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<unsigned>(source_->read(input_.data(), input_.size()));
    return stream_.avail_in > 0;
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<char> input_;
  bz_stream stream_{};
  bool inside_ = false;
};
#endif

#ifdef BINET_XZ
/// One or more xz streams.
class XzSource : public ByteSource {
 public:
  explicit XzSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)), input_(kCompressedBuffer) {
    if (lzma_stream_decoder(&stream_, UINT64_MAX, LZMA_CONCATENATED) != LZMA_OK) {
      throw Error(name() + ": cannot start to decompress xz");
    }
  }
  ~XzSource() override { lzma_end(&stream_); }
  XzSource(const XzSource&) = delete;
  XzSource& operator=(const XzSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer);
    stream_.avail_out = size;
    while (stream_.avail_out == size && !ended_) {
      if (stream_.avail_in == 0 && !complete_) {
        stream_.next_in = input_.data();
        stream_.avail_in = source_->read(reinterpret_cast<char*>(input_.data()), input_.size());
        complete_ = stream_.avail_in == 0;
      }
      const lzma_ret status = lzma_code(&stream_, complete_ ? LZMA_FINISH : LZMA_RUN);
      if (status == LZMA_BUF_ERROR) throw Error(name() + ": xz data end too early");
      if (status != LZMA_OK && status != LZMA_STREAM_END) throw Error(name() + ": damaged xz data");
      ended_ = status == LZMA_STREAM_END;
    }
    return size - stream_.avail_out;
  }
  const std::string& name() const override { return source_->name(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<std::uint8_t> input_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool complete_ = false, ended_ = false;
};
#endif

template <class Source>
std::unique_ptr<ByteSource> make(std::unique_ptr<ByteSource> source) {
  return std::make_unique<Source>(std::move(source));
}

constexpr std::string_view kZstdStart = "\x28\xb5\x2f\xfd";

/// A frame to skip before one of zstd (RFC 8878, 3.1.2).
bool starts_skippable_frame(std::string_view text) {
  return text.size() >= 4 && (text[0] & '\xF0') == 0x50 && text.substr(1, 3) == "\x2a\x4d\x18";
}

constexpr Compression kCompressions[] = {
    {"\x1f\x8b", make<GzipSource>},
    {kZstdStart, make<ZstdSource>},
#ifdef BINET_BZIP2
    {"BZh", make<Bzip2Source>},
#endif
#ifdef BINET_XZ
    {std::string_view("\xFD" "7zXZ\0", 6), make<XzSource>},
#endif
};

}  // namespace

const Compression* find_compression(std::string_view start) {
  if (starts_skippable_frame(start)) start = kZstdStart;
  const auto* const found =
      std::ranges::find_if(kCompressions, [&](const Compression& c) { return start.starts_with(c.start); });
  return found == std::end(kCompressions) ? nullptr : found;
}

}  // namespace binet::detail
