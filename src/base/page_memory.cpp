#include "binet/base/page_memory.hpp"

#include "binet/base/error.hpp"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

namespace binet {
namespace {

std::size_t whole_pages(std::size_t bytes) {
  static const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

std::atomic<std::size_t> limit{0};
std::atomic<std::size_t> kept_bytes{0};  ///< long-lived data in memory

/// Half of the limit is for long-lived data, the other half for everything else. Counts the bytes if they fit.
bool count_if_it_fits(std::size_t bytes) {
  if (limit == 0) return true;
  std::size_t before = kept_bytes;
  do {
    if (before + bytes > limit / 2) return false;
  } while (!kept_bytes.compare_exchange_weak(before, before + bytes));
  return true;
}

std::string temporary_directory() {
  const char* const named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

std::string in_megabytes(std::size_t bytes) {
  return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

[[noreturn]] void refuse(std::size_t bytes) {
  const int reason = errno;
  throw Error("temporary directory " + temporary_directory() + ": cannot keep " + in_megabytes(bytes) + " there (" +
              std::strerror(reason) + "); name a larger one in TMPDIR, or raise --memory");
}

/// An unnamed file: it disappears when it is no longer open or mapped.
class NamelessFile {
 public:
  NamelessFile() {
    const std::string directory = temporary_directory();
#ifdef O_TMPFILE
    descriptor_ = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (descriptor_ >= 0) return;
    std::string name = directory + "/binet.XXXXXX";
    descriptor_ = ::mkstemp(name.data());
    if (descriptor_ >= 0) ::unlink(name.c_str());
  }
  ~NamelessFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  bool open() const {
    return descriptor_ >= 0;
  }
  /// Reserves disk space: without it, a write to the mapping on a full disk ends in a signal.
  bool reserve(std::size_t bytes) const {
    errno = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
    return errno == 0;
  }
  void* map(std::size_t bytes) const {
    return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  }

 private:
  int descriptor_ = -1;
};

void* map_file(std::size_t bytes) {
  const NamelessFile file;
  if (!file.open() || !file.reserve(bytes)) refuse(bytes);
  void* const data = file.map(bytes);
  if (data == MAP_FAILED) refuse(bytes);
  return data;
}

}  // namespace

void set_memory_limit(std::size_t bytes) {
  limit = bytes;
#ifdef M_MMAP_THRESHOLD
  // Otherwise glibc keeps freed blocks of up to 32 MB for later ones.
  constexpr int kReturnedWhenFreed = 1 << 20;
  if (bytes > 0) mallopt(M_MMAP_THRESHOLD, kReturnedWhenFreed);
#endif
}

std::size_t memory_limit() {
  return limit;
}

void require_room(std::size_t bytes) {
  if (limit == 0) return;
  const std::size_t in_memory = limit / 2 - std::min(limit / 2, kept_bytes.load());
  struct statvfs status {};
  if (bytes <= in_memory || ::statvfs(temporary_directory().c_str(), &status) != 0) return;
  const auto free = static_cast<std::size_t>(status.f_bavail) * status.f_frsize;
  if (bytes - in_memory <= free) return;
  throw Error("temporary directory " + temporary_directory() + ": " + in_megabytes(bytes - in_memory) +
              " are needed there, " + in_megabytes(free) + " are free; name a larger one in TMPDIR, or raise --memory");
}

void MemoryClaim::change_to(std::size_t bytes) {
  if (limit == 0) bytes = 0;
  kept_bytes += bytes - counted_;  // unsigned: may be less
  counted_ = bytes;
}

PageMemory::PageMemory(std::size_t bytes) : bytes_(whole_pages(bytes)) {
  if (bytes_ == 0) return;
  data_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data_ == MAP_FAILED) throw std::bad_alloc();
}

PageMemory PageMemory::kept(std::size_t bytes) {
  bytes = whole_pages(bytes);
  if (bytes == 0) return {};
  const bool fits = count_if_it_fits(bytes);
  if (fits) {
    PageMemory memory(bytes);
    memory.counted_ = limit > 0 ? bytes : 0;
    return memory;
  }
  PageMemory memory;
  memory.data_ = map_file(bytes);
  memory.bytes_ = bytes;
  memory.in_file_ = true;
  return memory;
}

void PageMemory::keep() {
  if (limit == 0 || in_file_ || counted_ > 0 || bytes_ == 0) return;
  PageMemory kept_memory = kept(bytes_);
  if (!kept_memory.in_file_) {
    std::swap(counted_, kept_memory.counted_);  // there is room in memory: stay there
    return;
  }
  std::memcpy(kept_memory.data_, data_, bytes_);
  kept_memory.release(0, bytes_);
  *this = std::move(kept_memory);
}

PageMemory::~PageMemory() {
  if (data_ != nullptr) munmap(data_, bytes_);
  kept_bytes -= counted_;
}

void PageMemory::release(std::size_t begin, std::size_t bytes) const {
  if (!in_file_) return;
  const std::size_t first = whole_pages(begin), end = std::min(begin + bytes, bytes_);
  const std::size_t last = end == bytes_ ? end : end - end % whole_pages(1);
  if (first < last) madvise(static_cast<char*>(data_) + first, last - first, MADV_DONTNEED);
}

void PageMemory::touch([[maybe_unused]] std::size_t bytes) {
#ifdef MADV_POPULATE_WRITE
  bytes = std::min(whole_pages(bytes), bytes_);
  if (bytes > 0) madvise(data_, bytes, MADV_POPULATE_WRITE);
#endif
}

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t kLarge = std::uintptr_t{1} << 21;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + kLarge - 1) / kLarge * kLarge;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / kLarge * kLarge;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

void PageMemory::shrink(std::size_t bytes) {
  const std::size_t kept = whole_pages(bytes);
  if (kept >= bytes_) return;
  munmap(static_cast<char*>(data_) + kept, bytes_ - kept);
  if (kept == 0) data_ = nullptr;
  bytes_ = kept;
  const std::size_t uncounted = counted_ - std::min(counted_, kept);
  counted_ -= uncounted;
  kept_bytes -= uncounted;
}

}  // namespace binet
