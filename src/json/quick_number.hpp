#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace binet::detail {

/// Up to eight contiguous digits, read at once (Langdale, Lemire 2019).
struct DigitRun {
  std::uint64_t value = 0;
  std::ptrdiff_t count = 0;

  /// Eight bytes from p on must be readable.
  static DigitRun at(const char* p) {
    std::uint64_t bytes;
    std::memcpy(&bytes, p, 8);
    const std::uint64_t high = 0xF0F0F0F0F0F0F0F0u,
                        not_digit =
                            ((bytes & high) | ((bytes + 0x0606060606060606u) & high) >> 4) ^ 0x3333333333333333u;
    const int bits = not_digit == 0 ? 64 : std::countr_zero(not_digit) & ~7;
    std::uint64_t v = bits == 0 ? 0 : (bytes & 0x0F0F0F0F0F0F0F0Fu) << (64 - bits);  // padded with zeros in front
    v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FFu;
    v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFFu;
    v = (v * 10000 + (v >> 32)) & 0x00000000FFFFFFFFu;
    return {v, bits / 8};
  }
};

/// Reads a number before a comma or a bracket and returns its end; null if from_chars has to read or reject it.
/// A decimal of up to 15 digits is an integer over a power of ten, both exact in double, so that the quotient is the
/// nearest double (Clinger 1990). Rounding it again gives the nearest float, unless it is so near the middle of two
/// floats that the first rounding may have reached the middle.
inline const char* read_quickly(const char* p, const char* end, float& number) {
  static constexpr std::array kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                         1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  static constexpr std::array<std::uint64_t, 9> kIntegerPowers = {1,       10,        100,        1'000,      10'000,
                                                                  100'000, 1'000'000, 10'000'000, 100'000'000};
  constexpr std::ptrdiff_t kLongest = 48, kMostDigits = 15, kMostPower = kPowers.size() - 1;
  if (end - p < kLongest) return nullptr;  // from here on, bounds need no checks
  const auto is_digit = [](char c) { return static_cast<unsigned char>(c - '0') < 10; };
  const bool negative = *p == '-';
  p += negative;
  std::uint64_t digits = 0;
  const char* const whole = p;
  for (; p < whole + kMostDigits && is_digit(*p); ++p) digits = 10 * digits + static_cast<std::uint64_t>(*p - '0');
  const std::ptrdiff_t whole_digits = p - whole;
  std::ptrdiff_t power = 0;
  if (whole_digits == 0) return nullptr;
  if (*p == '.') {
    const DigitRun first = DigitRun::at(++p);
    DigitRun second = DigitRun::at(p + 8);
    second = first.count == 8 ? second : DigitRun{};
    const std::ptrdiff_t count = first.count + second.count;
    if (count == 0 || whole_digits + count > kMostDigits) return nullptr;
    digits = digits * kIntegerPowers[static_cast<std::size_t>(first.count)] + first.value;
    digits = digits * kIntegerPowers[static_cast<std::size_t>(second.count)] + second.value;
    power = -count;
    p += count;
  }
  if (*p == 'e') {
    const bool down = *++p == '-';
    p += down || *p == '+';
    if (!is_digit(*p)) return nullptr;
    int exponent = *p++ - '0';
    if (is_digit(*p)) exponent = 10 * exponent + (*p++ - '0');
    power += down ? -exponent : exponent;
  }
  if ((*p != ',' && *p != ']') || power < -kMostPower || power > kMostPower) return nullptr;
  const auto exact = static_cast<double>(digits);
  const double value =
      power < 0 ? exact / kPowers[static_cast<std::size_t>(-power)] : exact * kPowers[static_cast<std::size_t>(power)];
  constexpr std::uint64_t kMiddle = std::uint64_t{1} << 28;  // of the 29 bits by which a double exceeds a float
  const std::uint64_t rest = std::bit_cast<std::uint64_t>(value) & (2 * kMiddle - 1);
  const bool is_normal = value >= static_cast<double>(std::numeric_limits<float>::min()) && value < 1e38;
  if (!is_normal || rest - (kMiddle - 1) <= 2) return nullptr;
  number = static_cast<float>(negative ? -value : value);
  return p;
}

/// Doubles are left to from_chars.
inline const char* read_quickly(const char*, const char*, double&) {
  return nullptr;
}

}  // namespace binet::detail
