#include "binet/nn/activation.hpp"

#include "base/find_named.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace binet {
namespace {

/// Work that needs a buffer is done in pieces of this size, so that the buffer is on the stack.
constexpr std::size_t kPiece = 256;
using Piece = std::array<Scalar, kPiece>;

/// Calls function(offset, size) for each piece.
template <class Function>
void in_pieces(std::size_t size, Function function) {
  for (std::size_t from = 0; from < size; from += kPiece) function(from, std::min(kPiece, size - from));
}

/// y[i] = function(x[i])
template <class Function>
void map(ConstSpan x, Span y, Function function) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = function(x[i]);
}

/// dx[i] = dy[i]·slope(y[i])
template <class Slope>
void map_slope(ConstSpan y, ConstSpan dy, Span dx, Slope slope) {
  for (std::size_t i = 0; i < y.size(); ++i) dx[i] = dy[i] * slope(y[i]);
}

/// y = a·max(x, 0) + b·(e^min(x, 0) − 1)
void exponential_unit(ConstSpan x, Span y, Scalar a, Scalar b) {
  in_pieces(x.size(), [&](std::size_t from, std::size_t size) {
    Piece negative;
    const Span part = std::span(negative).first(size);
    map(x.subspan(from, size), part, [](Scalar v) { return std::min(v, Scalar{0}); });
    expm1(part, part);
    for (std::size_t i = 0; i < size; ++i) y[from + i] = a * std::max(x[from + i], Scalar{0}) + b * part[i];
  });
}

/// The slope of the above from its value, which is below 0 just where x is.
void exponential_unit_backward(ConstSpan y, ConstSpan dy, Span dx, Scalar a, Scalar b) {
  map_slope(y, dy, dx, [a, b](Scalar v) { return v > 0 ? a : v + b; });
}

/// y = x·σ(inner(x))
template <class Inner>
void gate_by_itself(ConstSpan x, Span y, Inner inner) {
  in_pieces(x.size(), [&](std::size_t from, std::size_t size) {
    Piece gate;
    const Span part = std::span(gate).first(size);
    map(x.subspan(from, size), part, inner);
    sigmoid(part, part);
    for (std::size_t i = 0; i < size; ++i) y[from + i] = x[from + i] * part[i];
  });
}

/// Beyond, x·σ·(1 − σ) is 0 in effect, and must not become ∞·0.
constexpr Scalar kFar = 100;

/// dx = dy·(σ + x·σ·(1 − σ)·inner′(x))
template <class Inner, class InnerSlope>
void gate_by_itself_backward(ConstSpan x, ConstSpan dy, Span dx, Inner inner, InnerSlope inner_slope) {
  in_pieces(x.size(), [&](std::size_t from, std::size_t size) {
    Piece gate;
    const Span part = std::span(gate).first(size);
    map(x.subspan(from, size), part, inner);
    sigmoid(part, part);
    for (std::size_t i = 0; i < size; ++i) {
      const Scalar v = std::clamp(x[from + i], -kFar, kFar), s = part[i];
      dx[from + i] = dy[from + i] * (s + v * s * (1 - s) * inner_slope(v));
    }
  });
}

void softplus_backward(ConstSpan x, ConstSpan, ConstSpan dy, Span dx) {
  in_pieces(x.size(), [&](std::size_t from, std::size_t size) {
    Piece slope;
    sigmoid(x.subspan(from, size), std::span(slope).first(size));
    for (std::size_t i = 0; i < size; ++i) dx[from + i] = dy[from + i] * slope[i];
  });
}

constexpr Scalar kLeak = Scalar(0.01);

/// Klambauer et al. 2017, "Self-Normalizing Neural Networks".
constexpr Scalar kSeluScale = Scalar(1.0507009873554804934193349852946);
constexpr Scalar kSeluNegative = kSeluScale * Scalar(1.6732632423543772848170429916717);

/// Hendrycks, Gimpel 2016: x·Φ(x) ≈ x·σ(√(8/π)·(x + 0.044715·x³)).
constexpr Scalar kGeluLinear = Scalar(1.5957691216057307117597842397375);
constexpr Scalar kGeluCubic = kGeluLinear * Scalar(0.044715);
Scalar gelu_inner(Scalar x) {
  return x * (kGeluLinear + kGeluCubic * x * x);
}
Scalar gelu_inner_slope(Scalar x) {
  return kGeluLinear + 3 * kGeluCubic * x * x;
}

Scalar itself(Scalar x) {
  return x;
}
Scalar one(Scalar) {
  return 1;
}

constexpr double kKinkAtZero[] = {0};

constexpr Activation kActivations[] = {
    {"identity",
     "x",
     [](ConstSpan x, Span y) { std::copy(x.begin(), x.end(), y.begin()); },
     [](ConstSpan, ConstSpan, ConstSpan dy, Span dx) { std::copy(dy.begin(), dy.end(), dx.begin()); },
     true,
     {},
     "x"},
    {"sigmoid",
     "1/(1 + exp(-x))",
     [](ConstSpan x, Span y) { sigmoid(x, y); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) { map_slope(y, dy, dx, [](Scalar v) { return v * (1 - v); }); },
     true,
     {},
     "binet_sigmoid(x)"},
    {"tanh",
     "tanh(x)",
     [](ConstSpan x, Span y) { tanh(x, y); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       map_slope(y, dy, dx, [](Scalar v) { return (1 - v) * (1 + v); });
     },
     true,
     {},
     "tanh(x)"},
    {"relu", "max(x, 0)", [](ConstSpan x, Span y) { map(x, y, [](Scalar v) { return v > 0 ? v : Scalar{0}; }); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       map_slope(y, dy, dx, [](Scalar v) { return v > 0 ? Scalar{1} : Scalar{0}; });
     },
     true, kKinkAtZero, "x > 0 ? x : 0"},
    {"leaky_relu", "x > 0 ? x : 0.01 x",
     [](ConstSpan x, Span y) { map(x, y, [](Scalar v) { return v > 0 ? v : kLeak * v; }); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       map_slope(y, dy, dx, [](Scalar v) { return v > 0 ? Scalar{1} : kLeak; });
     },
     true, kKinkAtZero, "x > 0 ? x : 0.01 * x"},
    {"elu",
     "x > 0 ? x : exp(x) - 1",
     [](ConstSpan x, Span y) { exponential_unit(x, y, 1, 1); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) { exponential_unit_backward(y, dy, dx, 1, 1); },
     true,
     {},
     "x > 0 ? x : expm1(x)"},
    {"selu", "1.0507 (x > 0 ? x : 1.6733 (exp(x) - 1))",
     [](ConstSpan x, Span y) { exponential_unit(x, y, kSeluScale, kSeluNegative); },
     [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       exponential_unit_backward(y, dy, dx, kSeluScale, kSeluNegative);
     },
     true, kKinkAtZero, "1.0507009873554804934 * (x > 0 ? x : 1.6732632423543772848 * expm1(x))"},
    {"gelu",
     "x sigmoid(1.5958 (x + 0.044715 x^3))",
     [](ConstSpan x, Span y) { gate_by_itself(x, y, gelu_inner); },
     [](ConstSpan x, ConstSpan, ConstSpan dy, Span dx) {
       gate_by_itself_backward(x, dy, dx, gelu_inner, gelu_inner_slope);
     },
     false,
     {},
     "x * binet_sigmoid(1.5957691216057307117 * (x + 0.044715 * x * x * x))"},
    {"silu",
     "x sigmoid(x)",
     [](ConstSpan x, Span y) { gate_by_itself(x, y, itself); },
     [](ConstSpan x, ConstSpan, ConstSpan dy, Span dx) { gate_by_itself_backward(x, dy, dx, itself, one); },
     false,
     {},
     "x * binet_sigmoid(x)"},
    {"softplus",
     "ln(1 + exp(x))",
     [](ConstSpan x, Span y) { softplus(x, y); },
     softplus_backward,
     false,
     {},
     "(x > 0 ? x : 0) + log1p(exp(-fabs(x)))"},
};

}  // namespace

std::span<const Activation> activations() {
  return kActivations;
}

const Activation& activation(std::string_view name) {
  return find_named(activations(), "activation", name);
}

}  // namespace binet
