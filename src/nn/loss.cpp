#include "nn/loss.hpp"

#include "base/find_named.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace binet {
namespace {

/// tail[i] = σ(−|z_i|)
void smaller_probability(ConstSpan logit, Span tail) {
  for (std::size_t i = 0; i < logit.size(); ++i) tail[i] = -std::abs(logit[i]);
  sigmoid(tail, tail);
}

/// σ(z) − y from σ(−|z|), without cancellation if σ(z) is near 1.
Scalar residual(Scalar z, Scalar y, Scalar tail) {
  return z > 0 ? (1 - y) - tail : tail - y;
}

/// −y ln σ(z) − (1 − y) ln σ(−z) = softplus(−|z|) + |z|·(z > 0 ? 1 − y : y): a sum without cancellation.
void log_loss(ConstSpan logit, ConstSpan target, const LossSettings&, Span value, Span slope) {
  for (std::size_t i = 0; i < logit.size(); ++i) value[i] = -std::abs(logit[i]);
  softplus(value, value);
  smaller_probability(logit, slope);
  for (std::size_t i = 0; i < logit.size(); ++i) {
    const Scalar z = logit[i], y = target[i];
    value[i] += std::abs(z) * (z > 0 ? 1 - y : y);
    slope[i] = residual(z, y, slope[i]);
  }
}

void squared_error(ConstSpan logit, ConstSpan target, const LossSettings&, Span value, Span slope) {
  smaller_probability(logit, slope);
  for (std::size_t i = 0; i < logit.size(); ++i) {
    const Scalar tail = slope[i], r = residual(logit[i], target[i], tail);
    value[i] = Scalar{0.5} * r * r;
    slope[i] = r * tail * (1 - tail);
  }
}

constexpr std::size_t kPiece = 256;
using Piece = std::array<Scalar, kPiece>;

/// p, −ln q and p^γ for p = σ(z), q = 1 − p.
struct FocalTerms {
  Piece p, minus_log_q, p_power;
  void fill(Span z, Scalar gamma) {
    const auto part = [&z](Piece& piece) { return Span(piece).first(z.size()); };
    sigmoid(z, part(p));
    softplus(z, part(minus_log_q));
    log_sigmoid(z, part(p_power));
    for (Scalar& power : part(p_power)) power *= gamma;
    exp(part(p_power), part(p_power));
  }
};

/// The negative class has p^γ·(−ln q) with slope p^γ·(γ·q·(−ln q) + p); the positive one is its mirror image.
void focal(ConstSpan logit, ConstSpan target, const LossSettings& settings, Span value, Span slope) {
  const auto gamma = static_cast<Scalar>(settings.gamma);
  FocalTerms negative, positive;
  Piece z;
  for (std::size_t from = 0; from < logit.size(); from += kPiece) {
    const Span part = Span(z).first(std::min(kPiece, logit.size() - from));
    std::copy_n(logit.begin() + static_cast<std::ptrdiff_t>(from), part.size(), part.begin());
    negative.fill(part, gamma);
    for (Scalar& each : part) each = -each;
    positive.fill(part, gamma);
    for (std::size_t i = 0; i < part.size(); ++i) {
      const Scalar y = target[from + i], p = negative.p[i], q = positive.p[i];
      const Scalar negative_loss = negative.minus_log_q[i], positive_loss = positive.minus_log_q[i];
      value[from + i] = (1 - y) * negative.p_power[i] * negative_loss + y * positive.p_power[i] * positive_loss;
      slope[from + i] = (1 - y) * negative.p_power[i] * (gamma * q * negative_loss + p) -
                        y * positive.p_power[i] * (gamma * p * positive_loss + q);
    }
  }
}

constexpr std::string_view kFocalSettings[] = {"gamma"};

/// σ(z) − y in double, without cancellation.
double exact_residual(double z, double y) {
  return z > 0 ? (1 - y) - sigmoid(-z) : sigmoid(z) - y;
}

/// The focal loss of the negative class and its slope; for the positive class, use −z.
double negative_focal(double z, const LossSettings& settings) {
  return std::exp(settings.gamma * log_sigmoid(z)) * softplus(z);
}
double negative_focal_slope(double z, const LossSettings& settings) {
  return std::exp(settings.gamma * log_sigmoid(z)) * (settings.gamma * sigmoid(-z) * softplus(z) + sigmoid(z));
}

constexpr Loss kLosses[] = {
    {"log_loss", "-y ln p - (1 - y) ln(1 - p)", log_loss, "p - y",
     [](double z, double y, const LossSettings&) { return y * softplus(-z) + (1 - y) * softplus(z); },
     [](double z, double y, const LossSettings&) { return exact_residual(z, y); }},
    {"squared_error", "(p - y)^2 / 2", squared_error, "(p - y) p (1 - p)",
     [](double z, double y, const LossSettings&) { return exact_residual(z, y) * exact_residual(z, y) / 2; },
     [](double z, double y, const LossSettings&) { return exact_residual(z, y) * sigmoid_slope(z); }},
    {"focal", "-y (1 - p)^gamma ln p - (1 - y) p^gamma ln(1 - p)", focal,
     "(1 - y) p^gamma (p - gamma (1 - p) ln(1 - p)) - y (1 - p)^gamma (1 - p - gamma p ln p)",
     [](double z, double y, const LossSettings& s) {
       return (1 - y) * negative_focal(z, s) + y * negative_focal(-z, s);
     },
     [](double z, double y, const LossSettings& s) {
       return (1 - y) * negative_focal_slope(z, s) - y * negative_focal_slope(-z, s);
     },
     kFocalSettings},
};

}  // namespace

bool Loss::reads(std::string_view setting) const {
  return std::ranges::find(settings, setting) != settings.end();
}

std::span<const Loss> losses() {
  return kLosses;
}

const Loss& loss(std::string_view name) {
  return find_named(losses(), "loss", name);
}

}  // namespace binet
