#include "io/region_source.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "io/byte_hash.hpp"
#include "io/csv_dialect.hpp"
#include "io/database_rows.hpp"
#include "io/file_kind.hpp"
#include "io/json_lines.hpp"
#include "io/mapped_file.hpp"
#include "io/open_bytes.hpp"
#include "io/peeked_source.hpp"
#include "io/single_blanks.hpp"
#include "io/text_encoding.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
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

/// Bytes entirely in memory, owned by `holder`.
class WholeRegion : public RegionSource {
 public:
  WholeRegion(std::string name, std::shared_ptr<const void> holder, const char* bytes, std::size_t size,
              const InputLimits& limits, std::size_t lines_added = 0)
      : name_(std::move(name)),
        holder_(std::move(holder)),
        region_{bytes, bytes + size, true, limits.record},
        lines_added_(lines_added) {
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
  std::size_t lines_added() const override { return lines_added_; }

 private:
  std::string name_;
  std::shared_ptr<const void> holder_;
  Region region_;
  std::size_t lines_added_;
  bool given_ = false;
};

/// A mapped file. Pages that are no longer needed leave the process but stay in the system's cache.
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

/// Converted CSV text, and what was converted.
struct Text {
  std::unique_ptr<ByteSource> bytes;
  std::size_t lines_added = 0;
};

/// The text of a file: decompressed, converted to UTF-8 by the given encoding or a byte-order mark, and to RFC 4180.
Text text_of(Descriptor file, const std::string& name, const TextFormat& format) {
  auto source = std::make_unique<PeekedSource>(bytes_of(std::move(file), name), kFileKindBytes);
  const std::string marked = format.encoding.empty() ? encoding_of(source->peek()) : format.encoding;
  auto utf8 = marked.empty() ? std::unique_ptr<ByteSource>(std::move(source)) : as_utf8(std::move(source), marked);
  auto text = std::make_unique<PeekedSource>(std::move(utf8), kFileKindBytes);
  if (starts_json_lines(text->peek())) return {json_lines_as_csv(std::move(text)), 1};
  require_text(text->peek(), name);
  const bool lone_returns = has_lone_returns(text->peek());
  std::unique_ptr<ByteSource> lines = std::move(text);
  if (lone_returns) lines = returns_to_line_feeds(std::move(lines));
  if (format.by_blanks()) lines = with_single_blanks(std::move(lines), format.quote.value_or('"'));
  return {format.has_dialect() ? as_standard_csv(std::move(lines), format) : std::move(lines), 0};
}

/// Bytes as they arrive, from a pipe, a decompressor or a conversion to CSV in UTF-8.
class StreamRegions : public RegionSource {
 public:
  using Open = std::function<Text()>;

  /// `again` opens the bytes once more; it is empty if they come only once.
  StreamRegions(Text text, Open again, bool ahead, const InputLimits& limits,
                std::unique_ptr<FileParts> parts = nullptr)
      : limits_(limits),
        parts_(std::move(parts)),
        again_(std::move(again)),
        ahead_(ahead),
        lines_added_(text.lines_added),
        source_(std::move(text.bytes)) {}
  ~StreamRegions() override {
    if (filling_.valid()) filling_.wait();
  }

  const std::string& name() const override { return source_->name(); }
  std::size_t lines_added() const override { return lines_added_; }
  const FileParts* parts() const override { return parts_.get(); }
  bool next(const char* rest, Region& region) override;
  void rewind() override {
    if (filling_.valid()) filling_.wait();
    filling_ = {};
    if (!again_) throw Error(source_->name() + ": cannot be read twice");
    source_.reset();
    source_ = again_().bytes;
    region_ = {nullptr, nullptr, false, limits_.record};
    hash_ = 0;
    given_ = 0;
  }
  std::shared_ptr<const void> holder() const override { return memory_; }
  bool whole() const override { return false; }
  std::uint64_t hash() const override { return hash_; }

 private:
  static constexpr std::size_t kHeadroom = std::size_t{1} << 20;  ///< for the rest of the previous region
  static constexpr std::size_t kFill = 16 * kHashWindow;

  struct Filled {
    std::shared_ptr<PageMemory> memory;
    std::size_t size = 0;
    bool complete = false;
  };

  Filled fill(std::size_t most) const;
  void fill_ahead(std::size_t most);

  InputLimits limits_;
  std::unique_ptr<FileParts> parts_;
  Open again_;
  bool ahead_;
  std::size_t lines_added_;
  std::unique_ptr<ByteSource> source_;
  std::future<Filled> filling_;
  std::shared_ptr<PageMemory> memory_;
  Region region_{nullptr, nullptr, false};
  std::uint64_t hash_ = 0;
  std::uint64_t given_ = 0;  ///< number of bytes returned so far
};

/// Fills a buffer; it is shorter at the end, or if reading more would wait.
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

/// If the system starts no more threads, the work is done when its result is needed.
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
  // Reads as many bytes as the incomplete record already has, so that the bytes of a long record are copied and scanned
  // only a few times.
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

/// Maps a plain UTF-8 file from its beginning. Returns null, with the file unchanged, for any other file.
std::unique_ptr<RegionSource> map_file(Descriptor& file, const std::string& name, const InputLimits& limits) {
  struct stat status {};
  const bool plain = fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                     ::lseek(file.number(), 0, SEEK_CUR) == 0;
  if (!plain) return nullptr;
  std::array<char, kFileKindBytes> bytes{};
  const ssize_t known = ::pread(file.number(), bytes.data(), bytes.size(), 0);
  if (known <= 0) return nullptr;
  const std::string_view start(bytes.data(), static_cast<std::size_t>(known));
  if (is_compressed(start) || !encoding_of(start).empty()) return nullptr;
  if (has_lone_returns(start) || starts_json_lines(start)) return nullptr;
  require_text(start, name);
  auto mapped = MappedFile::map(file, static_cast<std::size_t>(status.st_size), name);
  if (mapped == nullptr) return nullptr;
  madvise(const_cast<char*>(mapped->bytes().data()), mapped->bytes().size(), MADV_SEQUENTIAL);
  return std::make_unique<MappedRegion>(name, std::move(mapped), limits);
}

std::unique_ptr<RegionSource> in_memory(std::string_view text, const std::string& name, const InputLimits& limits,
                                        std::size_t lines_added) {
  auto memory = std::make_shared<PageMemory>(text.size() + 1);  // a copy, since its end can be read in whole words
  char* const bytes = static_cast<char*>(memory->data());
  text.copy(bytes, text.size());
  return std::make_unique<WholeRegion>(name, std::move(memory), bytes, text.size(), limits, lines_added);
}

/// Bytes read into memory; the text may have more lines than the file.
std::unique_ptr<RegionSource> read_into_memory(const Text& text, const InputLimits& limits) {
  std::string bytes(kHashWindow, '\0');
  std::size_t size = 0;
  while (const std::size_t count = text.bytes->read(bytes.data() + size, bytes.size() - size)) {
    size += count;
    require_within(size, limits, text.bytes->name());
    if (size == bytes.size()) bytes.resize(2 * size);
  }
  return in_memory(std::string_view(bytes).substr(0, size), text.bytes->name(), limits, text.lines_added);
}

/// Opens the same open file again from its beginning, as often as needed.
StreamRegions::Open again_from(const Descriptor& file, const std::string& name, const TextFormat& format) {
  const auto kept = std::make_shared<Descriptor>(::fcntl(file.number(), F_DUPFD_CLOEXEC, 0));
  return [kept, name, format] {
    if (::lseek(kept->number(), 0, SEEK_SET) != 0) throw Error(name + ": cannot be read twice");
    return text_of(Descriptor(::fcntl(kept->number(), F_DUPFD_CLOEXEC, 0)), name, format);
  };
}

/// The rows of a query, which is asked again when they are read again.
std::unique_ptr<RegionSource> open_database(const std::string& path, const TextFormat& format) {
  if (!format.more.empty())
    throw UsageError("query: expected one database, found " + std::to_string(1 + format.more.size()) + " files");
  const auto ask = [path, query = format.query] { return Text{rows_of_query(path, query), 0}; };
  return std::make_unique<StreamRegions>(ask(), ask, true, format.limits);
}

std::unique_ptr<RegionSource> open_joined(const std::string& path, const TextFormat& format) {
  std::vector<std::string> paths = {path};
  paths.insert(paths.end(), format.more.begin(), format.more.end());
  auto parts = std::make_unique<FileParts>();
  const auto added = std::make_shared<std::size_t>(0);
  const OpenText open = [format, added](const std::string& one) {
    Text text = text_of(open_to_read(one), input_name(one), format);
    *added = text.lines_added;
    return std::move(text.bytes);
  };
  const auto join = [paths, open, format, added, known = parts.get()] {
    auto bytes = join_files(paths, open, format.find_header, *known);
    return Text{std::move(bytes), *added};
  };
  return std::make_unique<StreamRegions>(join(), join, true, format.limits, std::move(parts));
}

}  // namespace

std::unique_ptr<RegionSource> open_regions(const std::string& path, bool rewindable, const TextFormat& format) {
  if (!format.query.empty()) return open_database(path, format);
  if (!format.more.empty()) return open_joined(path, format);
  Descriptor file = open_to_read(path);
  const std::string name = input_name(path);
  if (format.encoding.empty() && !format.has_dialect() && !format.by_blanks()) {
    if (auto mapped = map_file(file, name, format.limits)) return mapped;
  }
  const bool regular = is_regular(file.number()), ahead = file.number() != STDIN_FILENO;
  if (rewindable && !(regular && path != "-"))
    return read_into_memory(text_of(std::move(file), name, format), format.limits);
  StreamRegions::Open again = regular ? again_from(file, name, format) : StreamRegions::Open();
  return std::make_unique<StreamRegions>(text_of(std::move(file), name, format), std::move(again), ahead,
                                         format.limits);
}

std::unique_ptr<RegionSource> memory_regions(std::string_view text, const std::string& name,
                                             const InputLimits& limits) {
  return in_memory(text, name, limits, 0);
}

}  // namespace binet::detail
