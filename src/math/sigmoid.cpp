#include "math/sigmoid.hpp"

#include "math/pack.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace binet {
namespace {

using detail::bits_of;
using detail::broadcast;
using detail::from_bits;
using detail::fused;
using detail::IntegerPack;
using detail::kLanes;
using detail::Pack;

/// The polynomials are minimax. e^r = 1 + r + r²·Σ exponential[i]·r^i for |r| ≤ ½ ln 2. With s = f/(2 + f), ln(1 + f) =
/// 2s + s·Σ logarithm[i]·s^(2i+2) for √½ − 1 ≤ f ≤ √2 − 1.
template <class T>
struct Constants;

template <>
struct Constants<float> {
  static constexpr int mantissa_bits = 23, exponent_bias = 127;
  static constexpr float round =
      0x1.8p23f;  ///< x + round − round is the nearest integer to x, whose low bits are the integer
  static constexpr float ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;  ///< n·ln2_high is exact
  static constexpr float exp_lowest = -104, exp_highest = 89;                 ///< e^x is 0 below and ∞ above
  static constexpr float expm1_lowest = -30;                                  ///< e^x − 1 is −1 below
  static constexpr float exponential[] = {0.50000000134697841f,    0.166666667564743348f,   0.0416664648989701606f,
                                          0.00833328600226660123f, 0.00139336521925310158f, 0.000199075877266297052f};
  static constexpr float logarithm[] = {0.666666665526042795f, 0.400001230918021043f, 0.28550698922082205f,
                                        0.233334188888285998f};
};

template <>
struct Constants<double> {
  static constexpr int mantissa_bits = 52, exponent_bias = 1023;
  static constexpr double round = 0x1.8p52;
  static constexpr double ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45;
  static constexpr double exp_lowest = -746, exp_highest = 710;
  static constexpr double expm1_lowest = -60;
  static constexpr double exponential[] = {0.5,
                                           0.16666666666666671,
                                           0.0416666666666666838,
                                           0.00833333333332613467,
                                           0.00138888888888743952,
                                           0.000198412698748219582,
                                           0.0000248015873473467833,
                                           2.75572553987419484e-6,
                                           2.75572529059975722e-7,
                                           2.51052175433508406e-8,
                                           2.09215913555580585e-9};
  static constexpr double logarithm[] = {0.666666666666666975, 0.399999999998978852, 0.285714286266521428,
                                         0.222222110316767053, 0.181828962106300364, 0.153314977165485446,
                                         0.146190971417306547};
};

template <class T, std::size_t size>
inline Pack<T> polynomial(const T (&coefficients)[size], Pack<T> x) {
  Pack<T> sum = broadcast(coefficients[size - 1]);
  for (std::size_t i = size - 1; i-- > 0;) sum = fused(sum, x, broadcast(coefficients[i]));
  return sum;
}

template <class T>
inline Pack<T> magnitude(Pack<T> x) {
  return from_bits<T>(bits_of<T>(x) & std::numeric_limits<typename detail::PackTypes<T>::Integer>::max());
}

/// e^x = 2^n·(1 + fraction), |fraction| ≤ √2 − 1, for x within the limits of Constants.
template <class T>
struct SplitExponential {
  using C = Constants<T>;
  Pack<T> rounded, r, square_term;

  explicit SplitExponential(Pack<T> x) {
    rounded = fused(x, broadcast(std::numbers::log2e_v<T>), broadcast(C::round));
    const Pack<T> n = exponent();
    r = fused(n, broadcast(-C::ln2_low), fused(n, broadcast(-C::ln2_high), x));
    square_term = r * r * polynomial(C::exponential, r);
  }
  Pack<T> exponent() const { return rounded - C::round; }
  Pack<T> fraction() const { return r + square_term; }
  /// 1 + fraction with effectively one rounding: 1 + r is split into its rounded value and the rest.
  Pack<T> mantissa() const {
    const Pack<T> high = 1 + r;
    return high + (r - (high - 1) + square_term);
  }
};

/// 2^n where `rounded` is n + Constants::round, if that is a normal number.
template <class T>
inline Pack<T> power_of_two(Pack<T> rounded) {
  using C = Constants<T>;
  return from_bits<T>((bits_of<T>(rounded) + C::exponent_bias) << C::mantissa_bits);
}

/// x·2^n for integer n, with correct subnormal results.
template <class T>
inline Pack<T> scale(Pack<T> x, Pack<T> n) {
  // Avoids the unmasked forms, for which gcc 12 warns of an uninitialised value in its own header.
  if constexpr (instructions::kAvx512 && sizeof(T) == 4) {
    return _mm512_maskz_scalef_ps(0xffff, x, n);
  } else if constexpr (instructions::kAvx512) {
    return _mm512_maskz_scalef_pd(0xff, x, n);
  } else {
    const Pack<T> half = n * T{0.5} + Constants<T>::round;
    const Pack<T> rest = n - (half - Constants<T>::round) + Constants<T>::round;
    return x * power_of_two<T>(half) * power_of_two<T>(rest);
  }
}

/// NaN is returned unchanged.
template <class T>
inline Pack<T> limited(Pack<T> x, T lowest, T highest) {
  return detail::largest(broadcast(lowest), detail::smallest(broadcast(highest), x));
}

template <class T>
inline Pack<T> exp_pack(Pack<T> x) {
  const SplitExponential<T> split(limited<T>(x, Constants<T>::exp_lowest, Constants<T>::exp_highest));
  return scale<T>(split.mantissa(), split.exponent());
}

/// e^−|x|, in [0, 1].
template <class T>
inline Pack<T> decay(Pack<T> x) {
  const SplitExponential<T> split(detail::largest(broadcast(Constants<T>::exp_lowest), -magnitude<T>(x)));
  return scale<T>(split.mantissa(), split.exponent());
}

/// 2·(2^(n−1)·fraction + (2^(n−1) − ½)): for n = 0 the fraction itself, so that nothing cancels near 0.
template <class T>
inline Pack<T> expm1_pack(Pack<T> x) {
  const SplitExponential<T> split(limited<T>(x, Constants<T>::expm1_lowest, Constants<T>::exp_highest));
  const Pack<T> half_power = power_of_two<T>(split.rounded - 1);
  return 2 * fused(half_power, split.fraction(), half_power - T{0.5});
}

/// ln(1 + u) for u in [0, 1], as in fdlibm's log1p: k ln 2 is separated for 1 + u > √2.
template <class T>
inline Pack<T> log1p_of_unit(Pack<T> u) {
  using C = Constants<T>;
  const auto large = u > std::numbers::sqrt2_v<T> - 1;
  const Pack<T> f = large ? (u - 1) * T{0.5} : u;
  const Pack<T> s = f / (2 + f);
  const Pack<T> square = s * s;
  const Pack<T> half_square = T{0.5} * f * f;
  const Pack<T> rest = s * (half_square + square * polynomial(C::logarithm, square));
  const Pack<T> high = large ? broadcast(C::ln2_high) : Pack<T>{};
  const Pack<T> low = large ? broadcast(C::ln2_low) : Pack<T>{};
  return high + (f - (half_square - (rest + low)));
}

/// a/(b + c) for |c| ≤ b with effectively one rounding, and accurate beyond for larger c: the remainder corrects the
/// rounding of sum and quotient.
template <class T>
inline Pack<T> quotient(Pack<T> a, T b, Pack<T> c) {
  const Pack<T> sum = b + c;
  const Pack<T> lost = c - (sum - b);
  const Pack<T> inverse = 1 / sum;
  const Pack<T> q = a * inverse;
  const Pack<T> remainder = fused(-q, lost, fused(-q, sum, a));
  return fused(remainder, inverse, q);
}

template <class T>
inline Pack<T> sigmoid_pack(Pack<T> x) {
  const Pack<T> e = decay<T>(x);
  return quotient<T>(x < 0 ? e : broadcast(T{1}), 1, e);
}

template <class T>
inline Pack<T> sigmoid_slope_pack(Pack<T> x) {
  const Pack<T> e = decay<T>(x);
  return quotient<T>(e, 1, e * (2 + e));
}

template <class T>
inline Pack<T> softplus_pack(Pack<T> x) {
  return (x > 0 ? x : Pack<T>{}) + log1p_of_unit<T>(decay<T>(x));
}

template <class T>
inline Pack<T> log_sigmoid_pack(Pack<T> x) {
  return -softplus_pack<T>(-x);
}

template <class T>
inline Pack<T> tanh_pack(Pack<T> x) {
  const Pack<T> m = expm1_pack<T>(-2 * magnitude<T>(x));
  const auto sign = bits_of<T>(x) & std::numeric_limits<typename detail::PackTypes<T>::Integer>::min();
  return from_bits<T>(bits_of<T>(quotient<T>(-m, 2, m)) | sign);
}

template <class T, class Function>
inline void map(std::span<const T> x, std::span<T> y, Function function) {
  const auto size = std::ssize(x);
  std::ptrdiff_t i = 0;
  for (; i + kLanes<T> <= size; i += kLanes<T>) {
    detail::store<T>(y.data() + i, function(detail::load(x.data() + i)));
  }
  if (i < size) detail::store_first<T>(y.data() + i, function(detail::load_first(x.data() + i, size - i)), size - i);
}

template <class T, class Function>
inline T map_one(T x, Function function) {
  return function(broadcast(x))[0];
}

/// The argument is an exact difference in both halves: 1 − 2p for p ≥ ¼, and 1 − p and 2p − 1 for p ≥ ½.
double logit_of(double p) {
  if (p < 0.25) return std::log(p / (1 - p));
  return p < 0.5 ? -std::log1p((1 - 2 * p) / p) : std::log1p((2 * p - 1) / (1 - p));
}

}  // namespace

float logit(float p) {
  return static_cast<float>(logit_of(static_cast<double>(p)));
}
double logit(double p) {
  return logit_of(p);
}
void logit(std::span<const float> p, std::span<float> x) {
  for (std::size_t i = 0; i < p.size(); ++i) x[i] = logit(p[i]);
}
void logit(std::span<const double> p, std::span<double> x) {
  for (std::size_t i = 0; i < p.size(); ++i) x[i] = logit(p[i]);
}

#define BINET_ARRAY_FORM(name, T)                   \
  void name(std::span<const T> x, std::span<T> y) { \
    map(x, y, name##_pack<T>);                      \
  }
#define BINET_SCALAR_FORM(name, T)     \
  T name(T x) {                        \
    return map_one(x, name##_pack<T>); \
  }
#define BINET_ARRAY_FORMS(name) BINET_ARRAY_FORM(name, float) BINET_ARRAY_FORM(name, double)
#define BINET_ALL_FORMS(name) BINET_ARRAY_FORMS(name) BINET_SCALAR_FORM(name, float) BINET_SCALAR_FORM(name, double)

BINET_ALL_FORMS(sigmoid)
BINET_ALL_FORMS(sigmoid_slope)
BINET_ALL_FORMS(softplus)
BINET_ALL_FORMS(log_sigmoid)
BINET_ARRAY_FORMS(exp)
BINET_ARRAY_FORMS(expm1)
BINET_ARRAY_FORMS(tanh)

}  // namespace binet
