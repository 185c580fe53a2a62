#pragma once

#include "binet/base/page_memory.hpp"
#include "binet/base/types.hpp"

#include <new>

namespace binet {

/// A row-major matrix that may be larger than memory: large ones use PageMemory::kept. It reads and writes as an
/// Eigen::Map; passing it to a function that takes `const Matrix&` makes a copy.
template <class T>
class PagedMatrix : public Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> {
  using Plain = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using View = Eigen::Map<Plain>;

 public:
  PagedMatrix() : View(nullptr, 0, 0) {}
  /// The elements are not initialised.
  PagedMatrix(Index rows, Index columns) : PagedMatrix() { resize(rows, columns); }
  PagedMatrix(const PagedMatrix& other) : PagedMatrix(static_cast<const View&>(other)) {}
  PagedMatrix(PagedMatrix&& other) noexcept : PagedMatrix() { take(other); }
  template <class Derived>
  PagedMatrix(const Eigen::DenseBase<Derived>& values) : PagedMatrix(values.rows(), values.cols()) {
    View::operator=(values.derived());
  }

  PagedMatrix& operator=(const PagedMatrix& other) { return *this = static_cast<const View&>(other); }
  PagedMatrix& operator=(PagedMatrix&& other) noexcept {
    take(other);
    return *this;
  }
  template <class Derived>
  PagedMatrix& operator=(const Eigen::DenseBase<Derived>& values) {
    PagedMatrix copy(values);
    take(copy);
    return *this;
  }

  /// The contents are lost unless the size stays the same.
  void resize(Index rows, Index columns) {
    if (rows == this->rows() && columns == this->cols()) return;
    const auto bytes = static_cast<std::size_t>(rows * columns) * sizeof(T);
    pages_ = PageMemory();
    small_.resize(0, 0);
    if (bytes < kLarge) {
      small_.resize(rows, columns);
      view(small_.data(), rows, columns);
    } else {
      pages_ = PageMemory::kept(bytes);
      if (!pages_.in_file()) prefer_large_pages(pages_.data(), bytes);
      view(static_cast<T*>(pages_.data()), rows, columns);
    }
  }

  /// Allows rows that are not needed for now to leave memory, if a file holds them.
  void release(RowRange rows) const {
    const auto width = static_cast<std::size_t>(this->cols()) * sizeof(T);
    pages_.release(static_cast<std::size_t>(rows.begin) * width, static_cast<std::size_t>(rows.size()) * width);
  }
  bool in_file() const { return pages_.in_file(); }

 private:
  static constexpr std::size_t kLarge = std::size_t{1} << 20;

  void view(T* data, Index rows, Index columns) { new (static_cast<View*>(this)) View(data, rows, columns); }

  void take(PagedMatrix& other) noexcept {
    const Index rows = other.rows(), columns = other.cols();
    pages_ = std::move(other.pages_);
    small_ = std::move(other.small_);
    view(pages_.bytes() > 0 ? static_cast<T*>(pages_.data()) : small_.data(), rows, columns);
    other.small_.resize(0, 0);
    other.view(nullptr, 0, 0);
  }

  PageMemory pages_;  ///< memory of a large matrix
  Plain small_;       ///< memory of a small matrix
};

}  // namespace binet
