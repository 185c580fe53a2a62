#pragma once

#include "base/instructions.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

/// Registers of several numbers, based on compiler vector extensions, with the width of the target processor.
/// Arithmetic, comparison and ?: work lane by lane; this file adds what the extensions lack.
namespace binet::detail {

inline constexpr std::size_t kPackBytes = instructions::kRegisterBytes;

template <class T>
struct PackTypes {
  using Integer = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  typedef T Numbers __attribute__((vector_size(kPackBytes)));
  typedef Integer Integers __attribute__((vector_size(kPackBytes)));
};
template <class T>
using Pack = typename PackTypes<T>::Numbers;
template <class T>
using IntegerPack = typename PackTypes<T>::Integers;

template <class T>
inline constexpr std::ptrdiff_t kLanes = static_cast<std::ptrdiff_t>(kPackBytes / sizeof(T));

template <class T>
inline Pack<T> broadcast(T x) {
  return x - Pack<T>{};
}

template <class T>
inline Pack<T> load(const T* from) {
  Pack<T> x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

template <class T>
inline void store(T* to, const Pack<T>& x) {
  std::memcpy(to, &x, sizeof x);
}

/// Loads the first `count` lanes and sets the others to 0; does not read memory beyond them.
template <class T>
inline Pack<T> load_first(const T* from, std::ptrdiff_t count) {
  if constexpr (instructions::kAvx512 && sizeof(T) == 4) {
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << count) - 1), from);
  } else if constexpr (instructions::kAvx512) {
    return _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << count) - 1), from);
  } else {
    Pack<T> x{};
    std::memcpy(&x, from, static_cast<std::size_t>(count) * sizeof(T));
    return x;
  }
}

template <class T>
inline void store_first(T* to, const Pack<T>& x, std::ptrdiff_t count) {
  if constexpr (instructions::kAvx512 && sizeof(T) == 4) {
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1), x);
  } else if constexpr (instructions::kAvx512) {
    _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << count) - 1), x);
  } else {
    std::memcpy(to, &x, static_cast<std::size_t>(count) * sizeof(T));
  }
}

/// True for packs of float, false for packs of double.
template <class P>
inline constexpr bool kSingle = sizeof(P{}[0]) == 4;

/// a·b + c, rounded once if the processor supports it.
template <class P>
inline P fused(const P& a, const P& b, const P& c) {
  if constexpr (instructions::kAvx512) {
    if constexpr (kSingle<P>) {
      return _mm512_fmadd_ps(a, b, c);
    } else {
      return _mm512_fmadd_pd(a, b, c);
    }
  } else if constexpr (instructions::kFma) {
    if constexpr (kSingle<P>) {
      return _mm256_fmadd_ps(a, b, c);
    } else {
      return _mm256_fmadd_pd(a, b, c);
    }
  } else {
    return a * b + c;
  }
}

/// The larger or smaller value per lane; b if either is NaN.
template <class P>
inline P largest(const P& a, const P& b) {
  // Avoids the unmasked forms, for which gcc 12 warns of an uninitialised value in its own header.
  if constexpr (instructions::kAvx512 && kSingle<P>) {
    return _mm512_maskz_max_ps(0xffff, a, b);
  } else if constexpr (instructions::kAvx512) {
    return _mm512_maskz_max_pd(0xff, a, b);
  } else {
    return a > b ? a : b;
  }
}
template <class P>
inline P smallest(const P& a, const P& b) {
  return -largest(-a, -b);
}

/// Adds halves repeatedly until one number is left.
template <class T>
inline T sum_of_lanes(const Pack<T>& x) {
  T lanes[kLanes<T>];
  store<T>(lanes, x);
  for (std::ptrdiff_t half = kLanes<T> / 2; half > 0; half /= 2) {
    for (std::ptrdiff_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

template <class T>
inline IntegerPack<T> bits_of(const Pack<T>& x) {
  return std::bit_cast<IntegerPack<T>>(x);
}

template <class T>
inline Pack<T> from_bits(const IntegerPack<T>& x) {
  return std::bit_cast<Pack<T>>(x);
}

}  // namespace binet::detail
