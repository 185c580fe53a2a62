#pragma once

#include "binet/base/page_memory.hpp"
#include "binet/base/types.hpp"

#include <algorithm>
#include <memory>

namespace binet {

/// Gives out memory for many arrays that live about as long, from large pages: those cost far less to get than as many
/// small ones. Not for several threads at once.
class PageArena {
 public:
  struct Piece {
    std::shared_ptr<const PageMemory> holder;
    void* data;
  };

  /// Memory is given back when no piece of it is left.
  Piece take(std::size_t bytes);

 private:
  std::shared_ptr<const PageMemory> memory_;
  std::size_t used_ = 0;
};

/// A row-major array in memory of its own, or in a piece of an arena.
template <class T>
class PageArray {
 public:
  PageArray() = default;
  PageArray(Index rows, Index columns)
      : memory_(static_cast<std::size_t>(rows * columns) * sizeof(T)),
        cells_(static_cast<T*>(memory_.data())),
        columns_(columns) {}
  /// A copy of the first rows.
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
  /// True if memory of its own has room for so much.
  bool holds(Index rows, Index columns) const {
    return columns == columns_ && static_cast<std::size_t>(rows * columns) * sizeof(T) <= memory_.bytes();
  }
  /// Asks for the first `rows` rows at once.
  void touch(Index rows) { memory_.touch(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }
  /// Gives back what lies behind the first `rows` rows, if the memory is its own.
  void shrink(Index rows) { memory_.shrink(static_cast<std::size_t>(rows * columns_) * sizeof(T)); }
  /// Moves to a temporary file what the memory limit leaves no room for.
  void keep() {
    memory_.keep();
    if (!holder_) cells_ = static_cast<T*>(memory_.data());
  }
  /// Lets the pages leave the process if a file has them.
  void release() const { memory_.release(0, memory_.bytes()); }

 private:
  PageMemory memory_;
  std::shared_ptr<const PageMemory> holder_;
  T* cells_ = nullptr;
  Index columns_ = 0;
};

}  // namespace binet
