#include "io/region_source.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "io/byte_hash.hpp"
#include "io/mapped_file.hpp"
#include "io/open_bytes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <future>
#include <system_error>
#include <utility>

namespace binet::detail {
namespace {

std::string in_bytes(std::uint64_t bytes) {
  const bool whole = bytes >= (1U << 20) && bytes % (1U << 20) == 0;
  return whole ? std::to_string(bytes >> 20) + " MB" : std::to_string(bytes) + " bytes";
}

void require_within(std::uint64_t bytes, const InputLimits& limits, const std::string& name) {
  if (limits.input == 0 || bytes <= limits.input) return;
  throw Error(name + ": more than " + in_bytes(limits.input) + ", the limit that --max-input sets");
}

/// Bytes all in memory, held by `holder`.
class WholeRegion : public RegionSource {
 public:
  WholeRegion(std::string name, std::shared_ptr<const void> holder, const char* bytes, std::size_t size,
              const InputLimits& limits)
      : name_(std::move(name)), holder_(std::move(holder)), region_{bytes, bytes + size, true, limits.record} {
    require_within(size, limits, name_);
  }

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
  MappedRegion(std::string name, std::shared_ptr<const MappedFile> file, const InputLimits& limits)
      : WholeRegion(std::move(name), file, file->bytes().data(), file->bytes().size(), limits), file_(file) {}

  bool next(const char* rest, Region& region) override {
    if (WholeRegion::next(rest, region)) return true;
    file_->require_uncut();
    return false;
  }
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

  std::shared_ptr<const MappedFile> file_;
};

/// Bytes as they come: of a pipe, or decompressed.
class StreamRegions : public RegionSource {
 public:
  StreamRegions(Descriptor file, const std::string& name, const InputLimits& limits)
      : limits_(limits),
        again_(is_regular(file.number()) ? ::fcntl(file.number(), F_DUPFD_CLOEXEC, 0) : -1),
        ahead_(file.number() != STDIN_FILENO),
        source_(bytes_of(std::move(file), name)) {}
  ~StreamRegions() override {
    if (filling_.valid()) filling_.wait();
  }

  const std::string& name() const override { return source_->name(); }
  bool next(const char* rest, Region& region) override;
  void rewind() override {
    if (filling_.valid()) filling_.wait();
    filling_ = {};
    const std::string name = source_->name();
    source_.reset();
    if (::lseek(again_.number(), 0, SEEK_SET) != 0) throw Error(name + ": cannot be read twice");
    source_ = bytes_of(Descriptor(::fcntl(again_.number(), F_DUPFD_CLOEXEC, 0)), name);
    region_ = {nullptr, nullptr, false, limits_.record};
    hash_ = 0;
    given_ = 0;
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

  Filled fill(std::size_t most) const;
  void fill_ahead(std::size_t most);

  InputLimits limits_;
  Descriptor again_;  ///< the same open file, to read it once more; not open for what comes once
  bool ahead_;
  std::unique_ptr<ByteSource> source_;
  std::future<Filled> filling_;
  std::shared_ptr<PageMemory> memory_;
  Region region_{nullptr, nullptr, false};
  std::uint64_t hash_ = 0;
  std::uint64_t given_ = 0;  ///< bytes given out
};

/// A full buffer; less at the end, or where more would have to be waited for.
StreamRegions::Filled StreamRegions::fill(std::size_t most) const {
  Filled filled{std::make_shared<PageMemory>(kHeadroom + most), 0, false};
  char* const bytes = static_cast<char*>(filled.memory->data()) + kHeadroom;
  while (filled.size < most && (filled.size == 0 || source_->ready())) {
    const std::size_t count = source_->read(bytes + filled.size, most - filled.size);
    filled.size += count;
    filled.complete = count == 0;
    if (filled.complete) break;
  }
  return filled;
}

/// Where the system starts no more threads, the work is done when its result is asked for.
void StreamRegions::fill_ahead(std::size_t most) {
  const auto work = [this, most] { return fill(most); };
  try {
    filling_ = std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    filling_ = std::async(std::launch::deferred, work);
  }
}

bool StreamRegions::next(const char* rest, Region& region) {
  if (region_.complete) return false;
  const std::size_t carried = rest == nullptr ? 0 : static_cast<std::size_t>(region_.end - rest);
  // As many bytes again as a record has that did not end yet: however long it is, its bytes are copied and looked at a
  // few times each.
  const std::size_t most = std::max(kFill, (carried + kHashWindow - 1) / kHashWindow * kHashWindow);
  Filled filled = filling_.valid() ? filling_.get() : fill(most);
  if (ahead_ && !filled.complete) fill_ahead(most);
  given_ += filled.size;
  require_within(given_, limits_, name());
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
  region = region_ = {bytes - carried, bytes + filled.size, filled.complete, limits_.record};
  return true;
}

/// Null, and the file as it was, unless it is a plain one from its beginning, not compressed.
std::unique_ptr<RegionSource> map_file(Descriptor& file, const std::string& name, const InputLimits& limits) {
  struct stat status {};
  const bool plain = fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                     ::lseek(file.number(), 0, SEEK_CUR) == 0;
  if (!plain) return nullptr;
  std::array<char, 4> start{};
  const ssize_t known = ::pread(file.number(), start.data(), start.size(), 0);
  if (known <= 0 || is_compressed({start.data(), static_cast<std::size_t>(known)})) return nullptr;
  auto mapped = MappedFile::map(file, static_cast<std::size_t>(status.st_size), name);
  if (mapped == nullptr) return nullptr;
  madvise(const_cast<char*>(mapped->bytes().data()), mapped->bytes().size(), MADV_SEQUENTIAL);
  return std::make_unique<MappedRegion>(name, std::move(mapped), limits);
}

std::unique_ptr<RegionSource> read_into_memory(ByteSource& source, const InputLimits& limits) {
  std::string bytes(kHashWindow, '\0');
  std::size_t size = 0;
  while (const std::size_t count = source.read(bytes.data() + size, bytes.size() - size)) {
    size += count;
    require_within(size, limits, source.name());
    if (size == bytes.size()) bytes.resize(2 * size);
  }
  return memory_regions(std::string_view(bytes).substr(0, size), source.name(), limits);
}

}  // namespace

std::unique_ptr<RegionSource> open_regions(const std::string& path, bool rewindable, const InputLimits& limits) {
  Descriptor file = open_to_read(path);
  const std::string name = input_name(path);
  if (auto mapped = map_file(file, name, limits)) return mapped;
  if (rewindable && !(is_regular(file.number()) && path != "-")) {
    return read_into_memory(*bytes_of(std::move(file), name), limits);
  }
  return std::make_unique<StreamRegions>(std::move(file), name, limits);
}

std::unique_ptr<RegionSource> memory_regions(std::string_view text, const std::string& name, const InputLimits& limits) {
  auto memory = std::make_shared<PageMemory>(text.size() + 1);  // a copy, since its end can be read in whole words
  char* const bytes = static_cast<char*>(memory->data());
  text.copy(bytes, text.size());
  return std::make_unique<WholeRegion>(name, std::move(memory), bytes, text.size(), limits);
}

}  // namespace binet::detail
