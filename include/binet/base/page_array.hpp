#pragma once

#include "binet/base/page_memory.hpp"
#include "binet/base/types.hpp"

#include <algorithm>
#include <memory>

namespace binet {

/// Allocates memory for many arrays of similar lifetime from large pages, which cost far less than many small ones. Not
/// thread-safe.
class PageArena {
 public:
  struct Piece {
    std::shared_ptr<const PageMemory> holder;
    void* data;
  };

  /// The memory is freed when no piece of it is left.
  Piece take(std::size_t bytes);

 private:
  std::shared_ptr<const PageMemory> memory_;
  std::size_t used_ = 0;
};

/// A row-major array that owns its memory or uses a piece of an arena.
template <class T>
class PageArray {
 public:
  PageArray() = default;
  PageArray(Index rows, Index columns)
      : memory_(static_cast<std::size_t>(rows * columns) * sizeof(T)),
        cells_(static_cast<T*>(memory_.data())),
        columns_(columns) {}
  /// Copies the first `rows` rows.
  PageArray(PageArena& arena, const PageArray& from, Index rows) : columns_(from.columns_) {
    const PageArena::Piece piece = arena.take(static_cast<std::size_t>(rows * columns_) * sizeof(T));
    holder_ = piece.holder;
    cells_ = static_cast<T*>(piece.data);
    std::copy_n(from.cells_, rows * columns_, cells_);
  }

  T* row(Index r) { return cells_ + r * columns_; }
  const T* row(Index r) const { return cells_ + r * columns_; }
  T& operator()(Index r, Index c) { return row(r)[c]; }
  const T& operator()(Index r, Index c) const { return row(r)[c]; }
  Index columns() const { return columns_; }
  /// True if the array owns memory for at least this shape.
  bool holds(Index rows, Index columns) const {
    return columns == columns_ && static_cast<std::size_t>(rows * columns) * sizeof(T) <= memory_.bytes();
  }
  /// Allocates the pages of the first `rows` rows at once.
  void touch(Index rows) { memory_.touch(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }
  /// Frees the memory after the first `rows` rows, if the array owns it.
  void shrink(Index rows) { memory_.shrink(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }
  /// Moves the array to a temporary file if it exceeds the memory limit.
  void keep() {
    memory_.keep();
    if (!holder_) cells_ = static_cast<T*>(memory_.data());
  }
  /// Allows the pages to leave memory if a file holds them.
  void release() const { memory_.release(0, memory_.bytes()); }

 private:
  PageMemory memory_;
  std::shared_ptr<const PageMemory> holder_;
  T* cells_ = nullptr;
  Index columns_ = 0;
};

}  // namespace binet
