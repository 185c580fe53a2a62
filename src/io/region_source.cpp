#include "io/region_source.hpp"

#include "binet/base/page_memory.hpp"
#include "binet/io/byte_source.hpp"
#include "io/byte_hash.hpp"
#include "io/file_kind.hpp"
#include "io/peeked_source.hpp"
#include "io/text_encoding.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <future>
#include <utility>

namespace binet::detail {
namespace {

/// Bytes all in memory, held by `holder`.
class WholeRegion : public RegionSource {
 public:
  WholeRegion(std::string name, std::shared_ptr<const void> holder, const char* bytes, std::size_t size)
      : name_(std::move(name)), holder_(std::move(holder)), region_{bytes, bytes + size, true} {}

  const std::string& name() const override { return name_; }
  bool next(const char*, Region& region) override {
    region = region_;
    return !std::exchange(given_, true);
  }
  void rewind() override { given_ = false; }
  std::shared_ptr<const void> holder() const override { return holder_; }
  bool whole() const override { return true; }

 private:
  std::string name_;
  std::shared_ptr<const void> holder_;
  Region region_;
  bool given_ = false;
};

/// A mapped file. Pages done with leave the process, though not the system's cache.
class MappedRegion : public WholeRegion {
 public:
  using WholeRegion::WholeRegion;
#ifdef MADV_POPULATE_READ
  void expect(const char* begin, const char* end) override {
    advise(begin, end, MADV_POPULATE_READ);
  }
#endif
  void release(const char* begin, const char* end) override {
    advise(begin, end, MADV_DONTNEED);
  }

 private:
  static void advise(const char* begin, const char* end, int advice) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
    const auto last = reinterpret_cast<std::uintptr_t>(end) / page * page;
    if (first < last) madvise(reinterpret_cast<void*>(first), last - first, advice);
  }
};

/// Decompressed, and as UTF-8: by the encoding given, or by a byte-order mark.
std::unique_ptr<ByteSource> open_text(const std::string& path, const std::string& encoding) {
  auto source = std::make_unique<PeekedSource>(open_bytes(path), kFileKindBytes);
  const std::string marked = encoding.empty() ? encoding_of(source->peek()) : encoding;
  auto utf8 = marked.empty() ? std::unique_ptr<ByteSource>(std::move(source)) : as_utf8(std::move(source), marked);
  auto text = std::make_unique<PeekedSource>(std::move(utf8), kFileKindBytes);
  require_text(text->peek(), path);
  if (has_lone_returns(text->peek())) return returns_to_line_feeds(std::move(text));
  return text;
}

class StreamRegions : public RegionSource {
 public:
  StreamRegions(std::string path, std::string encoding, std::unique_ptr<ByteSource> source)
      : path_(std::move(path)), encoding_(std::move(encoding)), source_(std::move(source)), ahead_(path_ != "-") {}

  const std::string& name() const override { return source_->name(); }
  bool next(const char* rest, Region& region) override;
  void rewind() override {
    if (filling_.valid()) filling_.wait();
    const std::string path = path_, encoding = encoding_;
    *this = StreamRegions(path, encoding, open_text(path, encoding));
  }
  std::shared_ptr<const void> holder() const override { return memory_; }
  bool whole() const override { return false; }
  std::uint64_t hash() const override { return hash_; }

 private:
  static constexpr std::size_t kHeadroom = std::size_t{1} << 20;  ///< for what is left of the region before
  static constexpr std::size_t kFill = 16 * kHashWindow;

  struct Filled {
    std::shared_ptr<PageMemory> memory;
    std::size_t size = 0;
    bool complete = false;
  };

  Filled fill() const;

  std::string path_, encoding_;
  std::unique_ptr<ByteSource> source_;
  bool ahead_;
  std::future<Filled> filling_;
  std::shared_ptr<PageMemory> memory_;
  Region region_{nullptr, nullptr, false};
  std::uint64_t hash_ = 0;
};

/// A full buffer; less at the end, or where more would have to be waited for.
StreamRegions::Filled StreamRegions::fill() const {
  Filled filled{std::make_shared<PageMemory>(kHeadroom + kFill), 0, false};
  char* const bytes = static_cast<char*>(filled.memory->data()) + kHeadroom;
  while (filled.size < kFill && (filled.size == 0 || source_->ready())) {
    const std::size_t count = source_->read(bytes + filled.size, kFill - filled.size);
    filled.size += count;
    filled.complete = count == 0;
    if (filled.complete) break;
  }
  return filled;
}

bool StreamRegions::next(const char* rest, Region& region) {
  if (region_.complete) return false;
  Filled filled = filling_.valid() ? filling_.get() : fill();
  if (ahead_ && !filled.complete) filling_ = std::async(std::launch::async, [this] { return fill(); });
  const std::size_t carried = rest == nullptr ? 0 : static_cast<std::size_t>(region_.end - rest);
  char* bytes = static_cast<char*>(filled.memory->data()) + kHeadroom;
  for (std::size_t begin = 0; begin < filled.size; begin += kHashWindow) {
    hash_ = combine_hash(hash_, hash_window({bytes + begin, std::min(kHashWindow, filled.size - begin)}));
  }
  if (carried > kHeadroom) {
    auto larger = std::make_shared<PageMemory>(carried + filled.size);
    char* const behind = static_cast<char*>(larger->data()) + carried;
    std::memcpy(behind, bytes, filled.size);
    filled.memory = std::move(larger);
    bytes = behind;
  }
  if (carried > 0) std::memcpy(bytes - carried, rest, carried);
  memory_ = std::move(filled.memory);
  region = region_ = {bytes - carried, bytes + filled.size, filled.complete};
  return true;
}

std::unique_ptr<RegionSource> map_file(const std::string& path) {
  const bool input = path == "-";
  const int descriptor = input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  const auto close = [&] { return input ? 0 : ::close(descriptor); };
  struct stat status {};
  const bool plain = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                     (!input || ::lseek(descriptor, 0, SEEK_CUR) == 0);
  if (!plain) return static_cast<void>(close()), nullptr;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close();
  if (bytes == MAP_FAILED) return nullptr;
  std::shared_ptr<const void> holder(bytes, [size](const void* p) { munmap(const_cast<void*>(p), size); });
  const std::string_view start(static_cast<const char*>(bytes), std::min(size, kFileKindBytes));
  if (is_compressed(start) || !encoding_of(start).empty() || has_lone_returns(start)) return nullptr;
  require_text(start, path);
  madvise(bytes, size, MADV_SEQUENTIAL);
  return std::make_unique<MappedRegion>(input ? "standard input" : path, std::move(holder),
                                        static_cast<const char*>(bytes), size);
}

bool is_regular_file(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::unique_ptr<RegionSource> read_into_memory(ByteSource& source) {
  std::string bytes(kHashWindow, '\0');
  std::size_t size = 0;
  while (const std::size_t count = source.read(bytes.data() + size, bytes.size() - size)) {
    size += count;
    if (size == bytes.size()) bytes.resize(2 * size);
  }
  return memory_regions(std::string_view(bytes).substr(0, size), source.name());
}

}  // namespace

std::unique_ptr<RegionSource> open_regions(const std::string& path, bool rewindable, const std::string& encoding) {
  if (encoding.empty()) {
    if (auto mapped = map_file(path)) return mapped;
  }
  auto source = open_text(path, encoding);
  if (rewindable && !is_regular_file(path)) return read_into_memory(*source);
  return std::make_unique<StreamRegions>(path, encoding, std::move(source));
}

std::unique_ptr<RegionSource> memory_regions(std::string_view text, const std::string& name) {
  auto memory = std::make_shared<PageMemory>(text.size() + 1);  // a copy, since its end can be read in whole words
  char* const bytes = static_cast<char*>(memory->data());
  text.copy(bytes, text.size());
  return std::make_unique<WholeRegion>(name, std::move(memory), bytes, text.size());
}

}  // namespace binet::detail
