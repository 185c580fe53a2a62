#pragma once

#include "binet/base/page_array.hpp"
#include "csv/field_batch.hpp"
#include "math/pack.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

namespace binet::detail {

/// Distances from `offset`, limited to the range of Scalar. NaN stays NaN.
inline Pack<double> bounded_distance(const Pack<double>& x, const Pack<double>& offset) {
  const Pack<double> most = broadcast<double>(std::numeric_limits<Scalar>::max());
  return smallest(most, largest(-most, x - offset));
}

/// Stores the numbers of a run of fields as read.
struct NumbersAsRead {
  using Number = double;
  PageArray<double>& cells;

  Number kept(double x, std::size_t) const { return x; }
  void keep_row(const double* x, std::size_t, Number* to) const { std::copy_n(x, kFieldBatch, to); }
  void keep_column(const double* x, std::size_t, Number* to) const { std::copy_n(x, kFieldBatch, to); }
};

/// Stores the numbers of a run of fields as narrow ones, relative to an offset.
struct NarrowNumbers {
  using Number = Scalar;
  PageArray<Scalar>& cells;
  const double* offsets;  ///< one per field of the run

  /// The narrow form of the number of field i of the run.
  Number kept(double x, std::size_t i) const {
    return static_cast<Number>(bounded_distance(broadcast(x), broadcast(offsets[i]))[0]);
  }
  /// Stores kFieldBatch numbers of one record, from field i of the run on.
  void keep_row(const double* x, std::size_t i, Number* to) const {
    each_pack([&](std::ptrdiff_t j) { keep(x + j, load(offsets + i + j), to + j); });
  }
  /// Stores kFieldBatch numbers of field i of the run.
  void keep_column(const double* x, std::size_t i, Number* to) const {
    each_pack([&](std::ptrdiff_t j) { keep(x + j, broadcast(offsets[i]), to + j); });
  }

 private:
  template <class Body>
  static void each_pack(const Body& body) {
    for (std::ptrdiff_t j = 0; j < static_cast<std::ptrdiff_t>(kFieldBatch); j += kLanes<double>) body(j);
  }
  static void keep(const double* x, const Pack<double>& offset, Number* to) {
    typedef Number Narrow __attribute__((vector_size(kLanes<double> * sizeof(Number))));
    const auto narrow = __builtin_convertvector(bounded_distance(load(x), offset), Narrow);
    std::memcpy(to, &narrow, sizeof narrow);
  }
};

}  // namespace binet::detail
