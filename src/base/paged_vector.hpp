#pragma once

#include "base/paged_matrix.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>

namespace binet {

/// A vector with one entry per row that may exceed memory: a long one is in PageMemory::kept.
template <class T>
class PagedVector {
 public:
  PagedVector() = default;
  /// The elements are not initialised.
  explicit PagedVector(std::size_t size) : cells_(static_cast<Index>(size), 1) {}
  PagedVector(std::span<const T> values) : PagedVector(values.size()) { std::ranges::copy(values, begin()); }
  PagedVector(std::initializer_list<T> values) : PagedVector(std::span<const T>(values.begin(), values.size())) {}

  std::size_t size() const { return static_cast<std::size_t>(cells_.size()); }
  T& operator[](std::size_t i) { return cells_.data()[i]; }
  const T& operator[](std::size_t i) const { return cells_.data()[i]; }
  T* data() { return cells_.data(); }
  const T* data() const { return cells_.data(); }
  T* begin() { return cells_.data(); }
  T* end() { return cells_.data() + size(); }
  const T* begin() const { return cells_.data(); }
  const T* end() const { return cells_.data() + size(); }
  /// Allows the entries to leave memory, if a file holds them.
  void release() const { cells_.release({0, cells_.rows()}); }

 private:
  PagedMatrix<T> cells_;
};

/// The numbers 0, 1, …, count − 1.
PagedVector<Index> row_numbers(Index count);

}  // namespace binet
