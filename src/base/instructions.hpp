#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Which instructions the code is compiled for. Kernels ask these constants by `if constexpr` in templates, so that a
/// branch for instructions that are not there is never compiled; nothing else asks the compiler's macros.
namespace binet::instructions {

#if defined(__AVX__)
inline constexpr bool kAvx = true;
#else
inline constexpr bool kAvx = false;
#endif

#if defined(__FMA__)
inline constexpr bool kFma = true;
#else
inline constexpr bool kFma = false;
#endif

#if defined(__AVX512F__)
inline constexpr bool kAvx512 = true;
#else
inline constexpr bool kAvx512 = false;
#endif

/// Bytes of the widest register for numbers.
inline constexpr int kRegisterBytes = kAvx512 ? 64 : kAvx ? 32 : 16;

}  // namespace binet::instructions
