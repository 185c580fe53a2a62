#pragma once

#include "binet/base/types.hpp"

namespace binet {

/// A matrix with contiguous rows, `stride` elements apart. Stride 0 repeats one row.
template <class T>
struct Rows {
  T* data;
  Index stride;
};

/// A matrix with element (i, k) at data[i·row_stride + k·column_stride]. Swapping the strides gives the transpose.
template <class T>
struct Strided {
  const T* data;
  Index row_stride;
  Index column_stride;
};

/// result = start + a·b, where a is rows × inner, b inner × columns, and result rows × columns.
/// start.data may be null (zero), a bias with stride 0, or result itself (accumulate).
///
/// Made for what layers need: tens to a few thousand rows, 1 to a few hundred columns. Every element is
/// start + a(i,0)·b(0,j) + a(i,1)·b(1,j) + …, fused and in this order: its bits do not depend on the other rows or
/// columns. Runs on the calling thread.
void multiply(Index rows, Index inner, Index columns, Strided<float> a, Rows<const float> b, Rows<const float> start,
              Rows<float> result);
void multiply(Index rows, Index inner, Index columns, Strided<double> a, Rows<const double> b, Rows<const double> start,
              Rows<double> result);

/// Σ a_k·b_k in interleaved partial sums: the bits depend only on `size` and the values.
float dot(const float* a, const float* b, Index size);
double dot(const double* a, const double* b, Index size);

/// Σ x_k, summed in the order of dot().
float sum(const float* x, Index size);
double sum(const double* x, Index size);

/// y += factor·x.
void add_scaled(float factor, const float* x, float* y, Index size);
void add_scaled(double factor, const double* x, double* y, Index size);

/// to = fromᵀ, where from is rows × columns.
void transpose(Index rows, Index columns, Rows<const float> from, Rows<float> to);
void transpose(Index rows, Index columns, Rows<const double> from, Rows<double> to);

}  // namespace binet
