#include "export/rounded_weights.hpp"

#include "math/sigmoid.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace binet::detail {
namespace {

constexpr unsigned kDigitPairBits = 13;
constexpr unsigned kBase = 91;  // 91² is above 2^13

double multiple_of(Scalar weight, double step) {
  return std::nearbyint(static_cast<double>(weight) / step);
}

/// A tensor whose weights are rounded, and how much the probability moves with one of them.
struct Tensor {
  std::size_t member;
  ParameterBlock block;
  double slope;  ///< root mean square over rows and weights
};

bool is_rounded(const ParameterBlock& block) {
  return block.kind == ParameterKind::weight && static_cast<std::size_t>(block.size()) >= kLeastRounded;
}

/// Adds the tensors of a member; the slopes are those of the member's part of the mixture.
void add_tensors(const Classifier& model, std::size_t m, const Features& features, std::vector<Tensor>& tensors) {
  const Member& member = model.members[m];
  const auto first = tensors.size();
  for (std::size_t layer = 0; layer < member.network.layer_count(); ++layer) {
    for (const ParameterBlock& block : member.network.parameter_blocks(layer)) {
      if (is_rounded(block)) tensors.push_back({m, block, 0});
    }
  }
  Workspace workspace;
  Vector gradient(member.network.parameter_count());
  for (Index i = 0; i < features.rows(); ++i) {
    Scalar logit = 0;
    member.network.forward(features, {i, i + 1}, workspace, {&logit, 1});
    const double p = sigmoid(static_cast<double>(logit));
    const auto slope = static_cast<Scalar>(member.weight * p * (1 - p));
    gradient.setZero();
    member.network.backward(features, {i, i + 1}, {&slope, 1}, workspace,
                            {gradient.data(), static_cast<std::size_t>(gradient.size())});
    for (std::size_t t = first; t < tensors.size(); ++t) {
      const ParameterBlock& block = tensors[t].block;
      tensors[t].slope += static_cast<double>(gradient.segment(block.offset, block.size()).squaredNorm());
    }
  }
  for (std::size_t t = first; t < tensors.size(); ++t) {
    tensors[t].slope = std::sqrt(tensors[t].slope / static_cast<double>(features.rows() * tensors[t].block.size()));
  }
}

std::vector<Tensor> large_tensors(const Classifier& model, const Table& rows) {
  constexpr Index kMostRows = 24;
  std::vector<Index> places(static_cast<std::size_t>(std::min(kMostRows, rows.rows)));
  std::iota(places.begin(), places.end(), Index{0});
  std::vector<Features> features;
  for (const Encoder& encoder : model.encoders) features.push_back(encoder.encode(rows, places));
  std::vector<Tensor> tensors;
  for (std::size_t m = 0; m < model.members.size(); ++m)
    add_tensors(model, m, features[model.members[m].encoder], tensors);
  double largest = 0;
  for (const Tensor& tensor : tensors) largest = std::max(largest, tensor.slope);
  for (Tensor& tensor : tensors) tensor.slope = std::max(tensor.slope, 1e-4 * largest);
  return tensors;
}

}  // namespace

std::string rounded_digits() {
  std::string digits;
  for (char c = '!'; c <= '~'; ++c) {
    if (c != '"' && c != '\\' && c != '<') digits += c;
  }
  return digits;
}

RoundedWeights round_weights(ConstSpan weights, double step) {
  static const std::string kDigits = rounded_digits();
  std::vector<std::uint64_t> magnitudes;
  magnitudes.reserve(weights.size());
  for (const Scalar weight : weights)
    magnitudes.push_back(static_cast<std::uint64_t>(std::abs(multiple_of(weight, step))));
  const auto length = [&](unsigned low) {
    std::uint64_t bits = 0;
    for (const std::uint64_t magnitude : magnitudes) bits += low + (magnitude >> low);
    return bits;
  };
  unsigned low = 0;
  while (low < 31 && length(low + 1) < length(low)) ++low;
  RoundedWeights rounded{static_cast<int>(low), step, ""};
  std::uint64_t held = 0;
  unsigned available = 0;
  const auto write_pair = [&] {
    const auto group = static_cast<unsigned>(held & ((1U << kDigitPairBits) - 1));
    rounded.digits += kDigits[group / kBase];
    rounded.digits += kDigits[group % kBase];
    held >>= kDigitPairBits;
    available -= std::min(available, kDigitPairBits);
  };
  const auto write = [&](std::uint64_t bits, unsigned count) {
    held |= bits << available;
    available += count;
    while (available >= kDigitPairBits) write_pair();
  };
  for (std::size_t i = 0; i < weights.size(); ++i) {
    write(weights[i] < 0 ? 1U : 0U, 1);
    write(magnitudes[i] & ((std::uint64_t{1} << low) - 1), low);
    for (std::uint64_t rest = magnitudes[i] >> low; rest > 0; --rest) write(1, 1);
    write(0, 1);
  }
  if (available > 0) write_pair();
  return rounded;
}

Rounding choose_rounding(const Classifier& model, const Table& rows, double most) {
  const std::vector<Tensor> tensors = large_tensors(model, rows);
  double count = 0;
  for (const Tensor& tensor : tensors) count += static_cast<double>(tensor.block.size());
  if (count == 0 || !(tensors.front().slope > 0)) return {};
  const VectorD exact = model.predict(rows);
  Classifier rounded = model;
  const auto difference = [&](double length) {
    for (const Tensor& tensor : tensors) {
      const auto from = model.members[tensor.member].network.parameters().segment(tensor.block.offset,
                                                                                 tensor.block.size());
      auto to = rounded.members[tensor.member].network.parameters().segment(tensor.block.offset, tensor.block.size());
      const double step = length / tensor.slope;
      for (Index i = 0; i < from.size(); ++i) to[i] = static_cast<Scalar>(multiple_of(from[i], step) * step);
    }
    return (rounded.predict(rows) - exact).cwiseAbs().maxCoeff();
  };
  // From a first guess, as if each weight added its part at random: shorter until the change is small enough, or longer
  // as long as it is.
  constexpr double kFactor = 1.2;
  double length = most / (3 * std::sqrt(count / 12)), found = difference(length);
  for (int attempt = 0; found > most; ++attempt) {
    if (attempt == 40) return {};
    length /= kFactor;
    found = difference(length);
  }
  for (double more = difference(kFactor * length); more <= most && more > found; more = difference(kFactor * length)) {
    length *= kFactor;
    found = more;
  }
  Rounding rounding{{}, found};
  for (const Tensor& tensor : tensors) {
    const Vector& parameters = model.members[tensor.member].network.parameters();
    rounding.steps[parameters.data() + tensor.block.offset] = length / tensor.slope;
  }
  return rounding;
}

}  // namespace binet::detail
