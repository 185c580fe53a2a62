// σ and tanh in single precision, operation by operation as the program computes them (src/math/sigmoid.cpp), so that
// `predict` gives the page's probabilities in deep networks, too, where the last bit of every unit adds up.
"use strict";
const playSingle = (() => {
  const {fround, max, abs} = Math;
  // A product and a sum with one rounding: the product of two single numbers is exact in double.
  const fused = (a, b, c) => fround(a * b + c);
  const kRound = 12582912, kLog2e = fround(Math.LOG2E);  // 1.5·2^23: what is added to it loses its fraction
  const kLn2High = fround(0.693145751953125), kLn2Low = fround(1.428606765330187e-6);
  const kE0 = fround(0.50000000134697841), kE1 = fround(0.166666667564743348), kE2 = fround(0.0416664648989701606),
    kE3 = fround(0.00833328600226660123), kE4 = fround(0.00139336521925310158), kE5 = fround(0.000199075877266297052);
  const kLowest = -160, powers = Float64Array.from({length: 320}, (_, i) => 2 ** (i + kLowest));

  // e^x = 2^n·(1 + r + square): n and r, and from r the square term.
  const exponent = x => fround(fused(x, kLog2e, kRound) - kRound);
  const reduced = (x, n) => fused(n, -kLn2Low, fused(n, -kLn2High, x));
  function squareTerm(r) {
    const sum = fused(fused(fused(fused(fused(kE5, r, kE4), r, kE3), r, kE2), r, kE1), r, kE0);
    return fround(fround(r * r) * sum);
  }

  // e^−|x|.
  function decay(x) {
    const limited = max(-104, -abs(x)), n = exponent(limited), r = reduced(limited, n), high = fround(1 + r);
    return fround(fround(high + fround(fround(r - fround(high - 1)) + squareTerm(r))) * powers[(n - kLowest) | 0]);
  }

  // a/(b + c): the remainder corrects the rounding of sum and quotient.
  function quotient(a, b, c) {
    const sum = fround(b + c), lost = fround(c - fround(sum - b)), inverse = fround(1 / sum), q = fround(a * inverse);
    return fused(fused(-q, lost, fused(-q, sum, a)), inverse, q);
  }

  function sigmoid(x) {
    const e = decay(x);
    return quotient(x < 0 ? e : 1, 1, e);
  }

  function tanh(x) {
    const limited = max(-30, -2 * abs(x)), n = exponent(limited), r = reduced(limited, n);
    const half = powers[(n - 1 - kLowest) | 0];
    const m = fround(2 * fused(half, fround(r + squareTerm(r)), fround(half - 0.5)));  // e^−2|x| − 1
    const size = quotient(-m, 2, m);
    return x < 0 ? -size : size;
  }

  return {sigmoid, tanh};
})();
