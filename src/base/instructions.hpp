#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The only place that asks the compiler for which instructions the code is built; a test enforces it.

// 1 or 0, for kernels that do not compile without an instruction set.
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
#define BINET_AVX512_SERVER 1  // available on every server with AVX-512, since Skylake
#else
#define BINET_AVX512_SERVER 0
#endif

/// For templates, which use `if constexpr`: a branch for missing instructions is never compiled.
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

/// Size of the widest number register, in bytes.
inline constexpr int kRegisterBytes = kAvx512 ? 64 : kAvx ? 32 : 16;

}  // namespace binet::instructions
