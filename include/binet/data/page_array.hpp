#pragma once

#include "binet/math/types.hpp"

#include <cstddef>
#include <utility>

namespace binet {

/// Memory straight from the system: zero, costing nothing until touched, and given back at once when freed.
class PageMemory {
 public:
  PageMemory() = default;
  explicit PageMemory(std::size_t bytes);
  ~PageMemory();
  PageMemory(PageMemory&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  PageMemory& operator=(PageMemory&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  void* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }
  /// Asks for the first `bytes` at once, which is cheaper than page by page when they are first written.
  void touch(std::size_t bytes);
  /// Keeps the first `bytes` and gives the whole pages after them back.
  void shrink(std::size_t bytes);

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// Asks for large pages for memory about to be written for the first time, if the system has them.
void prefer_large_pages(void* memory, std::size_t bytes);

/// A row-major array in memory of its own.
template <class T>
class PageArray {
 public:
  PageArray() = default;
  PageArray(Index rows, Index columns)
      : memory_(static_cast<std::size_t>(rows * columns) * sizeof(T)), columns_(columns) {}

  T* row(Index r) { return static_cast<T*>(memory_.data()) + r * columns_; }
  const T* row(Index r) const { return static_cast<const T*>(memory_.data()) + r * columns_; }
  T& operator()(Index r, Index c) { return row(r)[c]; }
  const T& operator()(Index r, Index c) const { return row(r)[c]; }
  Index columns() const { return columns_; }
  /// Asks for the first `rows` rows at once.
  void touch(Index rows) { memory_.touch(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }
  /// Gives back what lies behind the first `rows` rows.
  void shrink(Index rows) { memory_.shrink(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }

 private:
  PageMemory memory_;
  Index columns_ = 0;
};

}  // namespace binet
