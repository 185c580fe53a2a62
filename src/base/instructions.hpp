#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The one place that asks the compiler which instructions the code is built for; a test holds it.

// For kernels in the types of one instruction set, which do not compile without it: 1 or 0.
#if defined(__SSE2__)
#define BINET_SSE2 1
#else
#define BINET_SSE2 0
#endif
#if defined(__SSE4_1__)
#define BINET_SSE41 1
#else
#define BINET_SSE41 0
#endif
#if defined(__AVX2__)
#define BINET_AVX2 1
#else
#define BINET_AVX2 0
#endif
#if defined(__AVX512BW__)
#define BINET_AVX512BW 1
#else
#define BINET_AVX512BW 0
#endif
#if defined(__AVX512VBMI2__)
#define BINET_AVX512VBMI2 1
#else
#define BINET_AVX512VBMI2 0
#endif
#if defined(__AVX512BW__) && defined(__AVX512CD__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define BINET_AVX512_SERVER 1  // what every server with AVX-512 has, Skylake on
#else
#define BINET_AVX512_SERVER 0
#endif

/// For templates, which ask by `if constexpr`: a branch for instructions that are not there is never compiled.
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
