#pragma once

#include <cstddef>
#include <utility>

namespace binet {

/// Memory straight from the system: zero, costing nothing until touched, and given back at once when freed.
class PageMemory {
 public:
  PageMemory() = default;
  explicit PageMemory(std::size_t bytes);
  /// The same for what stays long: beyond the memory limit it lies in a temporary file. Throws Error if the temporary
  /// directory has no room for it.
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
  /// Asks for the first `bytes` at once, which is cheaper than page by page when they are first written.
  void touch(std::size_t bytes);
  /// Keeps the first `bytes` and gives the whole pages after them back.
  void shrink(std::size_t bytes);
  /// Decides for memory already written what kept() decides for new memory, and moves it if need be. Throws as kept().
  void keep();
  /// Lets the pages inside [begin, begin + bytes) leave the process if a file has them; they come back when looked at.
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
  std::size_t counted_ = 0;  ///< towards the memory limit
  bool in_file_ = false;
};

/// Limits how much memory what is kept may take, all together; 0: no limit. The rest goes to files without a name in
/// the temporary directory (TMPDIR, or /tmp), so that nothing is left of them however the program ends. Where memory
/// lies changes no result.
void set_memory_limit(std::size_t bytes);
std::size_t memory_limit();

/// Throws Error if `bytes` more, to be kept, do not fit into memory and temporary directory together.
void require_room(std::size_t bytes);

/// Asks for large pages for memory about to be written for the first time, if the system has them.
void prefer_large_pages(void* memory, std::size_t bytes);

}  // namespace binet
