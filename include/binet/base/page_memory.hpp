#pragma once

#include <cstddef>
#include <utility>

namespace binet {

/// Zeroed memory directly from the system. It costs nothing until it is written, and is returned at once when freed.
class PageMemory {
 public:
  PageMemory() = default;
  explicit PageMemory(std::size_t bytes);
  /// Memory for long-lived data: beyond the memory limit it is a temporary file. Throws Error if the temporary
  /// directory has too little space.
  static PageMemory kept(std::size_t bytes);
  ~PageMemory();
  PageMemory(PageMemory&& other) noexcept { swap(other); }
  PageMemory& operator=(PageMemory&& other) noexcept {
    PageMemory(std::move(other)).swap(*this);
    return *this;
  }

  void* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }
  bool in_file() const { return in_file_; }
  /// Allocates the pages of the first `bytes` at once, which is cheaper than one page at a time on first write.
  void touch(std::size_t bytes);
  /// Keeps the first `bytes` and frees all whole pages after them.
  void shrink(std::size_t bytes);
  /// Applies the rule of kept() to memory already written: moves it to a file if the limit requires it. Throws as
  /// kept().
  void keep();
  /// Allows the pages inside [begin, begin + bytes) to leave memory if a file holds them; the next read loads them
  /// again.
  void release(std::size_t begin, std::size_t bytes) const;

 private:
  void swap(PageMemory& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    std::swap(counted_, other.counted_);
    std::swap(in_file_, other.in_file_);
  }

  void* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t counted_ = 0;  ///< counts towards the memory limit
  bool in_file_ = false;
};

/// Long-lived data that is not in pages, such as lists with an entry per row: counts towards the memory limit, so that
/// pages go to files sooner.
class MemoryClaim {
 public:
  MemoryClaim() = default;
  ~MemoryClaim() { change_to(0); }
  MemoryClaim(MemoryClaim&& other) noexcept : counted_(std::exchange(other.counted_, 0)) {}
  MemoryClaim& operator=(MemoryClaim&& other) noexcept {
    std::swap(counted_, other.counted_);
    return *this;
  }

  /// Nothing is counted without a limit.
  void change_to(std::size_t bytes);

 private:
  std::size_t counted_ = 0;
};

/// Limits the total memory of long-lived data, in bytes; 0: no limit. The rest goes to unnamed files in the temporary
/// directory (TMPDIR, or /tmp), so that nothing remains of them however the program ends. The location of the memory
/// changes no result.
void set_memory_limit(std::size_t bytes);
std::size_t memory_limit();

/// Throws Error if another `bytes` of long-lived data do not fit in memory and temporary directory together.
void require_room(std::size_t bytes);

/// Asks the system for large pages for memory that is about to be written for the first time.
void prefer_large_pages(void* memory, std::size_t bytes);

}  // namespace binet
