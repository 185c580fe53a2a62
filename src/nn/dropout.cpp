#include "binet/error.hpp"
#include "layer_types.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet::detail {
namespace {

/// In training y = x·m/(1 − rate), where m is 0 with probability `rate`, else 1; in inference y = x, so that the
/// expectation is the same. (Srivastava et al. 2014, inverted.) Four units share one draw of 64 bits: the rate is
/// rounded to a multiple of 2⁻¹⁶.
class Dropout : public Layer {
 public:
  Dropout(double rate, Index units) : units_(units), rate_(rate) {}

  std::string_view type() const override { return "dropout"; }
  Index output_size() const override { return units_; }

  void forward(ConstSpan, const LayerInput& input, LayerCache& cache, Random* noise) const override {
    cache.output.shape(input.rows, units_);
    const Span output = cache.output.span();
    const Scalar* x = input.dense.data;
    if (!noise) {
      std::copy_n(x, output.size(), output.begin());
      cache.before.shape(0, units_);
      return;
    }
    cache.before.shape(input.rows, units_);
    const Span factor = cache.before.span();
    const auto threshold = static_cast<std::uint64_t>(std::lround(rate_ * cache.dropout * 0x1p16));
    const auto scale = static_cast<Scalar>(1 / (1 - static_cast<double>(threshold) * 0x1p-16));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < output.size(); ++i, bits >>= 16) {
      if (i % 4 == 0) bits = noise->next();
      factor[i] = (bits & 0xffff) < threshold ? Scalar{0} : scale;
    }
    for (std::size_t i = 0; i < output.size(); ++i) output[i] = factor[i] * x[i];
  }

  void backward(ConstSpan, const LayerInput& input, LayerCache& cache, Buffer& output_gradient, Span,
                Buffer* input_gradient) const override {
    if (!input_gradient) return;
    input_gradient->shape(input.rows, units_);
    const Span from = output_gradient.span(), factor = cache.before.span(), to = input_gradient->span();
    const bool dropped = cache.before.rows() > 0;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = dropped ? factor[i] * from[i] : from[i];
  }

 private:
  Index units_;
  double rate_;
};

}  // namespace

std::unique_ptr<Layer> make_dropout(const LayerSpec& spec, const FeatureShape& input) {
  if (!(spec.rate >= 0 && spec.rate <= 0.99)) {
    throw UsageError("dropout layer: found rate " + std::to_string(spec.rate) + ", expected 0 to 0.99");
  }
  return std::make_unique<Dropout>(spec.rate, input.dense);
}

}  // namespace binet::detail
