#include "export/rounded_weights.hpp"

#include "model/member.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {
namespace {

constexpr int kLeastBits = 8, kMostBits = 24;  // a float has 24
constexpr unsigned kDigitPairBits = 13;
constexpr unsigned kBase = 91;  // 91² is above 2^13

double step_of(ConstSpan weights, int bits) {
  double largest = 0;
  for (const Scalar weight : weights) largest = std::max(largest, std::abs(static_cast<double>(weight)));
  return largest / (std::ldexp(1.0, bits - 1) - 1);
}

double multiple_of(Scalar weight, double step) {
  return step > 0 ? std::nearbyint(static_cast<double>(weight) / step) : 0;
}

/// A copy whose large tensors are rounded.
Classifier rounded_model(const Classifier& model, int bits) {
  Classifier rounded = model;
  for (Member& member : rounded.members) {
    for (std::size_t layer = 0; layer < member.network.layer_count(); ++layer) {
      for (const ParameterBlock& block : member.network.parameter_blocks(layer)) {
        if (block.kind != ParameterKind::weight || static_cast<std::size_t>(block.size()) < kLeastRounded) continue;
        auto weights = member.network.parameters().segment(block.offset, block.size());
        const double step = step_of({weights.data(), static_cast<std::size_t>(weights.size())}, bits);
        for (Scalar& weight : weights) weight = static_cast<Scalar>(multiple_of(weight, step) * step);
      }
    }
  }
  return rounded;
}

}  // namespace

std::string rounded_digits() {
  std::string digits;
  for (char c = '!'; c <= '~'; ++c) {
    if (c != '"' && c != '\\' && c != '<') digits += c;
  }
  return digits;
}

RoundedWeights round_weights(ConstSpan weights, int bits) {
  static const std::string kDigits = rounded_digits();
  RoundedWeights rounded{bits, step_of(weights, bits), ""};
  const double middle = std::ldexp(1.0, bits - 1);
  std::uint64_t held = 0;
  unsigned available = 0;
  const auto write = [&] {
    const auto group = static_cast<unsigned>(held & ((1U << kDigitPairBits) - 1));
    rounded.digits += kDigits[group / kBase];
    rounded.digits += kDigits[group % kBase];
    held >>= kDigitPairBits;
    available -= std::min(available, kDigitPairBits);
  };
  for (const Scalar weight : weights) {
    held |= static_cast<std::uint64_t>(multiple_of(weight, rounded.step) + middle) << available;
    available += static_cast<unsigned>(bits);
    while (available >= kDigitPairBits) write();
  }
  if (available > 0) write();
  return rounded;
}

RoundingChoice choose_rounding(const Classifier& model, const Table& rows, double most) {
  const VectorD exact = model.predict(rows);
  const auto difference = [&](int bits) {
    return (rounded_model(model, bits).predict(rows) - exact).cwiseAbs().maxCoeff();
  };
  RoundingChoice choice;
  int low = kLeastBits, high = kMostBits + 1;  // the fewest bits that do lie in [low, high]
  while (low < high) {
    const int bits = (low + high) / 2;
    if (const double found = difference(bits); found <= most) {
      choice = {bits, found};
      high = bits;
    } else {
      low = bits + 1;
    }
  }
  return choice;
}

}  // namespace binet::detail
