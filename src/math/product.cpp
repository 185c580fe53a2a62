#include "math/product.hpp"

#include "math/pack.hpp"

#include <algorithm>

namespace binet {
namespace {

using detail::broadcast;
using detail::fused;
using detail::kLanes;
using detail::load;
using detail::load_first;
using detail::Pack;
using detail::store;
using detail::store_first;

/// Width of a tile in registers. Tall and wide tiles must keep all accumulators in registers: 6 × 4 of 32 with AVX-512,
/// 6 × 2 of 16 elsewhere.
inline constexpr int kWidest = detail::kPackBytes == 64 ? 4 : 2;
constexpr int tallest(int width) {
  return width == kWidest ? 6 : 8;
}

/// Rows of b per step, so that a panel of them stays in the L1 cache.
inline constexpr Index kDepth = 128;

template <class T>
struct TileOperands {
  Index depth;
  Strided<T> a;
  Rows<const T> b;
  Rows<const T> start;
  Rows<T> result;
  Index last_lanes;  ///< lanes in use of a row's last register; zeros follow in b
};

/// pointer + count, except that null stays null: arithmetic on null would be undefined.
template <class T>
T* moved(T* pointer, Index count) {
  return pointer ? pointer + count : nullptr;
}

/// height × (width registers) elements of the result, kept in registers over the whole depth.
template <class T, int height, int width>
void multiply_tile(const TileOperands<T>& o) {
  const bool partial = o.last_lanes < kLanes<T>;
  Pack<T> sum[height][width];
  for (int i = 0; i < height; ++i) {
    const T* start = moved(o.start.data, i * o.start.stride);
    for (int j = 0; j < width; ++j) {
      if (!o.start.data) {
        sum[i][j] = Pack<T>{};
      } else if (partial && j == width - 1) {
        sum[i][j] = load_first(start + j * kLanes<T>, o.last_lanes);
      } else {
        sum[i][j] = load(start + j * kLanes<T>);
      }
    }
  }
  const T* a = o.a.data;
  const T* b = o.b.data;
  for (Index k = 0; k < o.depth; ++k, a += o.a.column_stride, b += o.b.stride) {
    Pack<T> row[width];
#pragma GCC unroll 4
    for (int j = 0; j < width; ++j) row[j] = load(b + j * kLanes<T>);
#pragma GCC unroll 8
    for (int i = 0; i < height; ++i) {
      const Pack<T> factor = broadcast(a[i * o.a.row_stride]);
#pragma GCC unroll 4
      for (int j = 0; j < width; ++j) sum[i][j] = fused(factor, row[j], sum[i][j]);
    }
  }
  for (int i = 0; i < height; ++i) {
    T* result = o.result.data + i * o.result.stride;
    for (int j = 0; j < width; ++j) {
      if (partial && j == width - 1) {
        store_first<T>(result + j * kLanes<T>, sum[i][j], o.last_lanes);
      } else {
        store<T>(result + j * kLanes<T>, sum[i][j]);
      }
    }
  }
}

template <class T>
void advance(TileOperands<T>& o, Index rows) {
  o.a.data = moved(o.a.data, rows * o.a.row_stride);
  o.start.data = moved(o.start.data, rows * o.start.stride);
  o.result.data += rows * o.result.stride;
}

/// All rows of one column panel.
template <class T, int width>
void multiply_panel(Index rows, TileOperands<T> o) {
  constexpr int tall = tallest(width);
  while (rows > 0) {
    // The last 8 rows are two tiles of 4, not 6 + 2: fewer than 8 accumulators cannot hide the latency of a product.
    if (rows >= tall && rows != 8) {
      multiply_tile<T, tall, width>(o);
      advance(o, tall), rows -= tall;
    } else if (rows >= 4) {
      multiply_tile<T, 4, width>(o);
      advance(o, 4), rows -= 4;
    } else if (rows >= 2) {
      multiply_tile<T, 2, width>(o);
      advance(o, 2), rows -= 2;
    } else {
      multiply_tile<T, 1, width>(o);
      advance(o, 1), rows -= 1;
    }
  }
}

template <class T>
void multiply_panel(int width, Index rows, const TileOperands<T>& o) {
  if (width == 1) return multiply_panel<T, 1>(rows, o);
  if (width == 2) return multiply_panel<T, 2>(rows, o);
  if constexpr (kWidest == 4) {
    if (width == 3) return multiply_panel<T, 3>(rows, o);
    return multiply_panel<T, 4>(rows, o);
  }
}

/// Copies a panel of b into whole registers, padded with zeros after the last column.
template <class T>
void pack_panel(Index depth, int width, Rows<const T> b, Index last_lanes, T* packed) {
  for (Index k = 0; k < depth; ++k, b.data += b.stride, packed += width * kLanes<T>) {
    for (int j = 0; j < width - 1; ++j) store<T>(packed + j * kLanes<T>, load(b.data + j * kLanes<T>));
    store<T>(packed + (width - 1) * kLanes<T>, load_first(b.data + (width - 1) * kLanes<T>, last_lanes));
  }
}

/// Registers are divided as evenly as possible: 5 registers are 3 + 2, not 4 + 1.
int panel_width(Index registers_left) {
  if (registers_left > kWidest && registers_left < 2 * kWidest) return static_cast<int>((registers_left + 1) / 2);
  return static_cast<int>(std::min<Index>(registers_left, kWidest));
}

template <class T>
void multiply_any(Index rows, Index inner, Index columns, Strided<T> a, Rows<const T> b, Rows<const T> start,
                  Rows<T> result) {
  if (rows == 0) return;
  alignas(detail::kPackBytes) T packed[kDepth * kWidest * kLanes<T>];
  Index from = 0;
  do {
    const Index depth = std::min(kDepth, inner - from);
    for (Index column = 0; column < columns;) {
      const int width = panel_width((columns - column + kLanes<T> - 1) / kLanes<T>);
      const Index taken = std::min<Index>(width * kLanes<T>, columns - column);
      TileOperands<T> operands{.depth = depth,
                               .a = {moved(a.data, from * a.column_stride), a.row_stride, a.column_stride},
                               .b = {moved(b.data, from * b.stride + column), b.stride},
                               .start = {moved(start.data, column), start.stride},
                               .result = {result.data + column, result.stride},
                               .last_lanes = taken - (width - 1) * kLanes<T>};
      if (operands.last_lanes < kLanes<T>) {
        pack_panel(depth, width, operands.b, operands.last_lanes, packed);
        operands.b = {packed, width * kLanes<T>};
      }
      multiply_panel(width, rows, operands);
      column += taken;
    }
    from += depth;
    start = {result.data, result.stride};
  } while (from < inner);
}

/// add_term(k, sum) adds a pack of terms starting at k to a sum; add_first_terms(k, count, sum) adds the last few.
template <class T, class Term, class FirstTerms>
T sum_of_packs(Index size, Term add_term, FirstTerms add_first_terms) {
  constexpr int chains = 4;
  Pack<T> partial[chains] = {};
  Index k = 0;
  for (; k + chains * kLanes<T> <= size; k += chains * kLanes<T>) {
    for (int c = 0; c < chains; ++c) partial[c] = add_term(k + c * kLanes<T>, partial[c]);
  }
  for (; k + kLanes<T> <= size; k += kLanes<T>) partial[0] = add_term(k, partial[0]);
  if (k < size) partial[1] = add_first_terms(k, size - k, partial[1]);
  const Pack<T> lanes = (partial[0] + partial[1]) + (partial[2] + partial[3]);
  T total = 0;
  for (Index lane = 0; lane < kLanes<T>; ++lane) total += lanes[lane];
  return total;
}

template <class T>
T dot_any(const T* a, const T* b, Index size) {
  return sum_of_packs<T>(
      size, [=](Index k, const Pack<T>& to) { return fused(load(a + k), load(b + k), to); },
      [=](Index k, Index count, const Pack<T>& to) {
        return fused(load_first(a + k, count), load_first(b + k, count), to);
      });
}

template <class T>
T sum_any(const T* x, Index size) {
  return sum_of_packs<T>(
      size, [=](Index k, const Pack<T>& to) { return load(x + k) + to; },
      [=](Index k, Index count, const Pack<T>& to) { return load_first(x + k, count) + to; });
}

template <class T>
void add_scaled_any(T factor, const T* x, T* y, Index size) {
  const Pack<T> factors = broadcast(factor);
  Index k = 0;
  for (; k + kLanes<T> <= size; k += kLanes<T>) store<T>(y + k, fused(factors, load(x + k), load(y + k)));
  if (k < size)
    store_first<T>(y + k, fused(factors, load_first(x + k, size - k), load_first(y + k, size - k)), size - k);
}

/// Works in blocks, so that both matrices stay in cache.
template <class T>
void transpose_any(Index rows, Index columns, Rows<const T> from, Rows<T> to) {
  constexpr Index block = 16;
  for (Index i = 0; i < rows; i += block) {
    for (Index j = 0; j < columns; j += block) {
      for (Index jj = j; jj < std::min(j + block, columns); ++jj) {
        for (Index ii = i; ii < std::min(i + block, rows); ++ii) {
          to.data[jj * to.stride + ii] = from.data[ii * from.stride + jj];
        }
      }
    }
  }
}

}  // namespace

void multiply(Index rows, Index inner, Index columns, Strided<float> a, Rows<const float> b, Rows<const float> start,
              Rows<float> result) {
  multiply_any(rows, inner, columns, a, b, start, result);
}
void multiply(Index rows, Index inner, Index columns, Strided<double> a, Rows<const double> b, Rows<const double> start,
              Rows<double> result) {
  multiply_any(rows, inner, columns, a, b, start, result);
}

float dot(const float* a, const float* b, Index size) {
  return dot_any(a, b, size);
}
double dot(const double* a, const double* b, Index size) {
  return dot_any(a, b, size);
}

float sum(const float* x, Index size) {
  return sum_any(x, size);
}
double sum(const double* x, Index size) {
  return sum_any(x, size);
}

void add_scaled(float factor, const float* x, float* y, Index size) {
  add_scaled_any(factor, x, y, size);
}
void add_scaled(double factor, const double* x, double* y, Index size) {
  add_scaled_any(factor, x, y, size);
}

void transpose(Index rows, Index columns, Rows<const float> from, Rows<float> to) {
  transpose_any(rows, columns, from, to);
}
void transpose(Index rows, Index columns, Rows<const double> from, Rows<double> to) {
  transpose_any(rows, columns, from, to);
}

}  // namespace binet
