#include "nn/activation.hpp"

#include "base/find_named.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace binet {
namespace {

/// Work with a buffer is done in pieces of this size, so that the buffer fits on the stack.
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

/// The derivative of exponential_unit from its value, which is negative exactly if x is.
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

/// Beyond this, x·σ·(1 − σ) is effectively 0 and must not become ∞·0.
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

/// Inner functions of gates are objects, not functions: calls through a pointer would keep loops from being vectorised.
constexpr auto kGeluInner = [](Scalar x) { return x * (kGeluLinear + kGeluCubic * x * x); };
constexpr auto kGeluInnerSlope = [](Scalar x) { return kGeluLinear + 3 * kGeluCubic * x * x; };
constexpr auto kItself = [](Scalar x) { return x; };
constexpr auto kOne = [](Scalar) { return Scalar{1}; };

/// f and f′ of gated activations in double, from the inner function's value and slope at x.
double gated_value(double x, double inner) {
  return x * sigmoid(inner);
}
double gated_slope(double x, double inner, double inner_slope) {
  const double far = std::clamp(x, -double{kFar}, double{kFar});
  return sigmoid(inner) + far * sigmoid_slope(inner) * inner_slope;
}

constexpr double kKinkAtZero[] = {0};
constexpr double kSeluScaleD = 1.0507009873554804934193349852946;
constexpr double kSeluNegativeD = kSeluScaleD * 1.6732632423543772848170429916717;
constexpr double kGeluLinearD = 1.5957691216057307117597842397375;
constexpr double kGeluCubicD = kGeluLinearD * 0.044715;

constexpr Activation kActivations[] = {
    {.name = "identity",
     .formula = "x",
     .forward = [](ConstSpan x, Span y) { std::copy(x.begin(), x.end(), y.begin()); },
     .backward = [](ConstSpan, ConstSpan, ConstSpan dy, Span dx) { std::copy(dy.begin(), dy.end(), dx.begin()); },
     .backward_from_output = true,
     .kinks = {},
     .code = "x",
     .derivative = "1",
     .range = "(-inf, inf)",
     .largest_slope = 1,
     .steepest = "everywhere",
     .use = "Where a layer is to stay linear. Layers of it alone are one linear layer.",
     .value = [](double x) { return x; },
     .slope = [](double) { return 1.0; },
     .naive = [](double x) { return x; }},
    {.name = "sigmoid",
     .formula = "1/(1 + exp(-x))",
     .forward = [](ConstSpan x, Span y) { sigmoid(x, y); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy,
                    Span dx) { map_slope(y, dy, dx, [](Scalar v) { return v * (1 - v); }); },
     .backward_from_output = true,
     .kinks = {},
     .code = "binet_sigmoid(x)",
     .derivative = "f (1 - f)",
     .range = "(0, 1)",
     .largest_slope = 0.25,
     .steepest = "at x = 0",
     .use = "Outputs that are probabilities, and gates. In hidden layers gradients shrink to a quarter or less per "
            "layer; use --initializer data there.",
     .value = [](double x) { return sigmoid(x); },
     .slope = [](double x) { return sigmoid_slope(x); },
     .naive = [](double x) { return 1 / (1 + std::exp(-x)); }},
    {.name = "tanh",
     .formula = "tanh(x)",
     .forward = [](ConstSpan x, Span y) { tanh(x, y); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy,
                    Span dx) { map_slope(y, dy, dx, [](Scalar v) { return (1 - v) * (1 + v); }); },
     .backward_from_output = true,
     .kinks = {},
     .code = "tanh(x)",
     .derivative = "1 - f^2",
     .range = "(-1, 1)",
     .largest_slope = 1,
     .steepest = "at x = 0",
     .use = "Smooth hidden layers with bounded outputs centred on zero; better than sigmoid there. tanh(x) = "
            "2 sigmoid(2x) - 1.",
     .value = [](double x) { return std::tanh(x); },
     // 1 − f² cancels if f is near 1
     .slope = [](double x) { return 4 * sigmoid_slope(2 * x); },
     .naive = [](double x) { return (std::exp(x) - std::exp(-x)) / (std::exp(x) + std::exp(-x)); }},
    {.name = "relu",
     .formula = "max(x, 0)",
     .forward = [](ConstSpan x, Span y) { map(x, y, [](Scalar v) { return v > 0 ? v : Scalar{0}; }); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       map_slope(y, dy, dx, [](Scalar v) { return v > 0 ? Scalar{1} : Scalar{0}; });
     },
     .backward_from_output = true,
     .kinks = kKinkAtZero,
     .code = "x > 0 ? x : 0",
     .derivative = "x > 0 ? 1 : 0",
     .range = "[0, inf)",
     .largest_slope = 1,
     .steepest = "for x > 0",
     .use = "The usual choice for hidden layers: active units pass the gradient on unchanged. A unit whose x is "
            "negative on every row is dead.",
     .value = [](double x) { return x > 0 ? x : 0.0; },
     .slope = [](double x) { return x > 0 ? 1.0 : 0.0; },
     .naive = [](double x) { return x > 0 ? x : 0.0; }},
    {.name = "leaky_relu",
     .formula = "x > 0 ? x : 0.01 x",
     .forward = [](ConstSpan x, Span y) { map(x, y, [](Scalar v) { return v > 0 ? v : kLeak * v; }); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       map_slope(y, dy, dx, [](Scalar v) { return v > 0 ? Scalar{1} : kLeak; });
     },
     .backward_from_output = true,
     .kinks = kKinkAtZero,
     .code = "x > 0 ? x : 0.01 * x",
     .derivative = "x > 0 ? 1 : 0.01",
     .range = "(-inf, inf)",
     .largest_slope = 1,
     .steepest = "for x > 0",
     .use = "Instead of relu where units die: the small slope on the left lets them come back.",
     .value = [](double x) { return x > 0 ? x : 0.01 * x; },
     .slope = [](double x) { return x > 0 ? 1.0 : 0.01; },
     .naive = [](double x) { return x > 0 ? x : 0.01 * x; }},
    {.name = "elu",
     .formula = "x > 0 ? x : exp(x) - 1",
     .forward = [](ConstSpan x, Span y) { exponential_unit(x, y, 1, 1); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) { exponential_unit_backward(y, dy, dx, 1, 1); },
     .backward_from_output = true,
     .kinks = {},
     .code = "x > 0 ? x : expm1(x)",
     .derivative = "x > 0 ? 1 : exp(x)",
     .range = "(-1, inf)",
     .largest_slope = 1,
     .steepest = "for x >= 0",
     .use = "Like relu, but smooth at 0 and with outputs closer to zero on average.",
     .value = [](double x) { return x > 0 ? x : std::expm1(x); },
     .slope = [](double x) { return x > 0 ? 1.0 : std::exp(x); },
     .naive = [](double x) { return x > 0 ? x : std::exp(x) - 1; }},
    {.name = "selu",
     .formula = "1.0507 (x > 0 ? x : 1.6733 (exp(x) - 1))",
     .forward = [](ConstSpan x, Span y) { exponential_unit(x, y, kSeluScale, kSeluNegative); },
     .backward = [](ConstSpan, ConstSpan y, ConstSpan dy, Span dx) {
       exponential_unit_backward(y, dy, dx, kSeluScale, kSeluNegative);
     },
     .backward_from_output = true,
     .kinks = kKinkAtZero,
     .code = "1.0507009873554804934 * (x > 0 ? x : 1.6732632423543772848 * expm1(x))",
     .derivative = "x > 0 ? 1.0507 : 1.7581 exp(x)",
     .range = "(-1.7581, inf)",
     .largest_slope = kSeluNegativeD,
     .steepest = "at x = 0, from the left",
     .use = "Deep plain networks: scaled so that outputs keep mean 0 and deviation 1 from layer to layer. Use "
            "--initializer lecun_normal or data.",
     .value = [](double x) { return x > 0 ? kSeluScaleD * x : kSeluNegativeD * std::expm1(x); },
     .slope = [](double x) { return x > 0 ? kSeluScaleD : kSeluNegativeD * std::exp(x); },
     .naive = [](double x) { return x > 0 ? kSeluScaleD * x : kSeluNegativeD * (std::exp(x) - 1); }},
    {.name = "gelu",
     .formula = "x sigmoid(1.5958 (x + 0.044715 x^3))",
     .forward = [](ConstSpan x, Span y) { gate_by_itself(x, y, kGeluInner); },
     .backward = [](ConstSpan x, ConstSpan, ConstSpan dy, Span dx) {
       gate_by_itself_backward(x, dy, dx, kGeluInner, kGeluInnerSlope);
     },
     .backward_from_output = false,
     .kinks = {},
     .code = "x * binet_sigmoid(1.5957691216057307117 * (x + 0.044715 * x * x * x))",
     .derivative = "s + x s (1 - s) u', s = sigmoid(u), u = 1.5958 (x + 0.044715 x^3)",
     .range = "[-0.17, inf)",
     .largest_slope = 1.128988,
     .steepest = "at x = 1.41",
     .use = "A smooth relu that is often a little better in deeper networks, at a higher cost.",
     .value = [](double x) { return gated_value(x, x * (kGeluLinearD + kGeluCubicD * x * x)); },
     .slope =
         [](double x) {
           const double near = std::clamp(x, -double{kFar}, double{kFar});
           return gated_slope(near, near * (kGeluLinearD + kGeluCubicD * near * near),
                              kGeluLinearD + 3 * kGeluCubicD * near * near);
         },
     .naive = [](double x) { return x / (1 + std::exp(-x * (kGeluLinearD + kGeluCubicD * x * x))); }},
    {.name = "silu",
     .formula = "x sigmoid(x)",
     .forward = [](ConstSpan x, Span y) { gate_by_itself(x, y, kItself); },
     .backward = [](ConstSpan x, ConstSpan, ConstSpan dy,
                    Span dx) { gate_by_itself_backward(x, dy, dx, kItself, kOne); },
     .backward_from_output = false,
     .kinks = {},
     .code = "x * binet_sigmoid(x)",
     .derivative = "s (1 + x (1 - s)), s = sigmoid(x)",
     .range = "[-0.2785, inf)",
     .largest_slope = 1.099839,
     .steepest = "at x = 2.40",
     .use = "A smooth relu that multiplies its input by a sigmoid gate; close to gelu and cheaper.",
     .value = [](double x) { return gated_value(x, x); },
     .slope = [](double x) { return gated_slope(x, x, 1); },
     .naive = [](double x) { return x / (1 + std::exp(-x)); }},
    {.name = "softplus",
     .formula = "ln(1 + exp(x))",
     .forward = [](ConstSpan x, Span y) { softplus(x, y); },
     .backward = softplus_backward,
     .backward_from_output = false,
     .kinks = {},
     .code = "(x > 0 ? x : 0) + log1p(exp(-fabs(x)))",
     .derivative = "sigmoid(x)",
     .range = "(0, inf)",
     .largest_slope = 1,
     .steepest = "as x grows",
     .use = "Outputs that must be positive. Its slope is the sigmoid, and softplus(-z) is the log loss of logit z.",
     .value = [](double x) { return softplus(x); },
     .slope = [](double x) { return sigmoid(x); },
     .naive = [](double x) { return std::log(1 + std::exp(x)); }},
};

}  // namespace

std::span<const Activation> activations() {
  return kActivations;
}

const Activation& activation(std::string_view name) {
  return find_named(activations(), "activation", name);
}

}  // namespace binet
