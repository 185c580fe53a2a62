#pragma once

#include "binet/math/page_memory.hpp"
#include "binet/math/types.hpp"

namespace binet {

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
  /// Moves to a temporary file what the memory limit leaves no room for.
  void keep() { memory_.keep(); }
  /// Lets the pages leave the process if a file has them.
  void release() const { memory_.release(0, memory_.bytes()); }

 private:
  PageMemory memory_;
  Index columns_ = 0;
};

}  // namespace binet
