#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "nn/inference_step.hpp"
#include "nn/layer_types.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

namespace binet::detail {
namespace {

/// Number of units for which random bits are drawn at once.
constexpr std::size_t kPiece = 4096;

/// In training y = x·m/(1 − rate), where m is 0 with probability `rate` and otherwise 1; in inference y = x, which has
/// the same expectation (inverted dropout, Srivastava et al. 2014). A unit uses 16 random bits: the rate is rounded to
/// a multiple of 2⁻¹⁶.
class Dropout : public Layer {
 public:
  static constexpr std::string_view kName = "dropout";
  static constexpr std::string_view kSummary = "sets a share of the units to 0 in training and scales up the others";
  static constexpr bool kReadsFeatures = false;
  static constexpr std::string_view kSettings[] = {"rate"};

  Dropout(const LayerSpec& spec, const FeatureShape& input) : units_(input.dense), rate_(spec.rate) {
    if (rate_ >= 0 && rate_ <= kMostDropoutRate) return;
    throw UsageError("dropout layer: found rate " + shortest_digits(rate_) + ", expected 0 to " +
                     shortest_digits(kMostDropoutRate));
  }

  std::string_view type() const override { return kName; }
  Index output_size() const override { return units_; }

  void forward(ConstSpan, const LayerInput& input, LayerCache& cache, Random* noise) const override {
    Buffer& factors = cache.own<Scratch>().factors;
    cache.output.shape(input.rows, units_);
    const Span output = cache.output.span();
    const Scalar* x = input.dense.data;
    const auto threshold = static_cast<std::int32_t>(std::lround(rate_ * cache.dropout * 0x1p16));
    if (!noise || threshold == 0) {
      std::copy_n(x, output.size(), output.begin());
      factors.shape(0, units_);
      return;
    }
    factors.shape(input.rows, units_);
    const Span factor = factors.span();
    const auto scale = static_cast<Scalar>(1 / (1 - static_cast<double>(threshold) * 0x1p-16));
    std::array<std::uint16_t, kPiece> bits;
    for (std::size_t from = 0; from < output.size(); from += kPiece) {
      const std::size_t size = std::min(kPiece, output.size() - from);
      noise->fill(std::span(bits).first(size));
      for (std::size_t i = 0; i < size; ++i) factor[from + i] = bits[i] < threshold ? Scalar{0} : scale;
    }
    for (std::size_t i = 0; i < output.size(); ++i) output[i] = factor[i] * x[i];
  }

  void backward(ConstSpan, const LayerInput& input, LayerCache& cache, Buffer& output_gradient, Span,
                Buffer* input_gradient) const override {
    if (!input_gradient) return;
    input_gradient->shape(input.rows, units_);
    const Span from = output_gradient.span(), factor = cache.own<Scratch>().factors.span(), to = input_gradient->span();
    if (factor.empty()) {
      std::ranges::copy(from, to.begin());
    } else {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] = factor[i] * from[i];
    }
  }

  std::vector<InferenceStep> inference_steps(ConstSpan) const override { return {}; }

 private:
  struct Scratch : LayerScratch {
    Buffer factors;  ///< m × units: 0 or 1/(1 − rate); no rows where nothing is dropped
  };

  Index units_;
  double rate_;
};

}  // namespace

LayerType dropout_layer() {
  return layer_type_of<Dropout>();
}

}  // namespace binet::detail
