#include "nn/affine.hpp"

#include "nn/layer_types.hpp"
#include "nn/unit_strip.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet::detail {
namespace {

/// A unit that varies less over the sample is not rescaled.
constexpr double kLeastDeviation = 1e-6;

std::size_t place(Index i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

Affine::Affine(FeatureShape input, Index units, bool input_scale, std::string name)
    : input_(std::move(input)),
      units_(units),
      input_scale_(input_scale),
      name_(std::move(name)),
      inputs_(input_.one_hot_size()),
      codes_(input_.levels, units),
      bins_(input_.bins, units) {}

std::vector<ParameterBlock> Affine::parameter_blocks() const {
  // One input of a code column is nonzero.
  const Index fan_in = std::max<Index>(1, input_.dense + std::ssize(input_.levels) + inputs_ - first_bin());
  std::vector<ParameterBlock> blocks{
      {name_ + "weights", 0, inputs_, units_, ParameterKind::weight, fan_in},
      {name_ + "bias", weight_count(), 1, units_, ParameterKind::bias, fan_in},
  };
  if (input_scale_) {
    blocks.push_back({name_ + "scale", weight_count() + units_, 1, inputs_, ParameterKind::scale, fan_in});
  }
  return blocks;
}

void Affine::initialize(Span parameters, const Initializer& initializer, Random& random) const {
  const Index fan_in = parameter_blocks().front().fan_in;
  fill(initializer, fan_in, units_, random, parameters.first(place(weight_count())));
  std::ranges::fill(parameters.subspan(place(weight_count()), place(units_)), Scalar{0});
  std::ranges::fill(parameters.subspan(place(weight_count() + units_)), Scalar{1});
}

InferenceStep Affine::inference_step(ConstSpan parameters, int from, int to) const {
  const ConstSpan scales = parameters.subspan(place(weight_count() + units_), input_scale_ ? place(inputs_) : 0);
  return InferenceStep::affine(from, to, inputs_, units_, parameters.first(place(weight_count())),
                               parameters.subspan(place(weight_count()), place(units_)), scales);
}

void Affine::prepare(ConstSpan parameters, const LayerInput& input, AffineScratch& scratch) const {
  if (input_scale_) {
    const Scalar* factors = scale(parameters.data(), 0);
    scratch.scaled_weights.shape(input_.dense, units_);
    for (Index j = 0; j < input_.dense; ++j) {
      const Scalar* row = weights(parameters.data(), j);
      Scalar* scaled = scratch.scaled_weights.row(j);
      for (Index u = 0; u < units_; ++u) scaled[u] = factors[j] * row[u];
    }
  }
  if (!bins_.empty()) bins_.list_rows(input, scratch.bins);
}

Index Affine::block_rows(Index rows) const {
  return bins_.empty() ? kBlockRows : std::max<Index>(rows, 1);
}

const Scalar* Affine::dense_weights(ConstSpan parameters, const AffineScratch& scratch) const {
  return input_scale_ ? scratch.scaled_weights.row(0) : parameters.data();
}

void Affine::forward(ConstSpan parameters, const LayerInput& input, const AffineScratch& scratch, RowRange rows,
                     Rows<Scalar> z) const {
  const Scalar* bias = parameters.data() + weight_count();
  const Scalar* dense = input.dense.data + rows.begin * input.dense.stride;
  z.data += rows.begin * z.stride;
  if (units_ == 1) {
    for (Index i = 0; i < rows.size(); ++i) {
      z.data[i * z.stride] =
          *bias + dot(dense + i * input.dense.stride, dense_weights(parameters, scratch), input_.dense);
    }
  } else {
    multiply(rows.size(), input_.dense, units_, Strided<Scalar>{dense, input.dense.stride, 1},
             Rows<const Scalar>{dense_weights(parameters, scratch), units_}, Rows<const Scalar>{bias, 0}, z);
  }
  if (!codes_.empty()) {
    codes_.forward(weights(parameters.data(), input_.dense), scale(parameters.data(), input_.dense),
                   {input.codes.data + rows.begin * input.codes.stride, input.codes.stride}, rows.size(), z);
  }
  if (!bins_.empty()) {
    bins_.forward(weights(parameters.data(), first_bin()), scale(parameters.data(), first_bin()), scratch.bins, z);
  }
}

void Affine::backward(ConstSpan parameters, const LayerInput& input, AffineScratch& scratch, const Buffer& z_gradient,
                      Span gradient, Buffer* input_gradient, bool add_to_input_gradient) const {
  add_dense_gradient(parameters, input, scratch, z_gradient, gradient.data());
  if (!codes_.empty()) {
    const Index first = input_.dense;
    codes_.backward(weights(parameters.data(), first), scale(parameters.data(), first), input.codes, z_gradient.rows(),
                    z_gradient.all(), weights(gradient.data(), first), scale(gradient.data(), first));
  }
  if (!bins_.empty()) {
    const Index first = first_bin();
    bins_.backward(weights(parameters.data(), first), scale(parameters.data(), first), scratch.bins, z_gradient.all(),
                   weights(gradient.data(), first), scale(gradient.data(), first));
  }
  Scalar* bias_gradient = gradient.data() + weight_count();
  for_strips(units_, [&]<int width>(std::integral_constant<int, width>, Index from, Index count) {
    auto sum = Strip<width>::load(bias_gradient + from, count);
    for (Index i = 0; i < z_gradient.rows(); ++i) sum += Strip<width>::load(z_gradient.row(i) + from, count);
    sum.store(bias_gradient + from, count);
  });
  if (input_gradient) {
    set_input_gradient(dense_weights(parameters, scratch), scratch, z_gradient, *input_gradient, add_to_input_gradient);
  }
}

void Affine::add_dense_gradient(ConstSpan parameters, const LayerInput& input, AffineScratch& scratch,
                                const Buffer& z_gradient, Scalar* gradient) const {
  Scalar* applied = gradient;  // ∂/∂ the effective weights, which are scaled if there is a scale
  if (input_scale_) {
    scratch.weight_gradient.shape(input_.dense, units_);
    std::ranges::fill(scratch.weight_gradient.span(), Scalar{0});
    applied = scratch.weight_gradient.row(0);
  }
  if (units_ == 1) {
    for (Index i = 0; i < z_gradient.rows(); ++i) {
      add_scaled(*z_gradient.row(i), input.dense.data + i * input.dense.stride, applied, input_.dense);
    }
  } else {
    const Rows<Scalar> sum{applied, units_};
    multiply(input_.dense, z_gradient.rows(), units_, Strided<Scalar>{input.dense.data, 1, input.dense.stride},
             z_gradient.all(), Rows<const Scalar>{sum.data, sum.stride}, sum);
  }
  if (!input_scale_) return;
  const Scalar* factors = scale(parameters.data(), 0);
  for (Index j = 0; j < input_.dense; ++j) {
    add_scaled(factors[j], scratch.weight_gradient.row(j), weights(gradient, j), units_);
    scale(gradient, 0)[j] += dot(scratch.weight_gradient.row(j), weights(parameters.data(), j), units_);
  }
}

void Affine::set_input_gradient(const Scalar* weights, AffineScratch& scratch, const Buffer& z_gradient,
                                Buffer& input_gradient, bool add) const {
  if (!add) input_gradient.shape(z_gradient.rows(), input_.dense);
  const Rows<Scalar> result = input_gradient.all();
  const Rows<const Scalar> start{add ? result.data : nullptr, result.stride};
  if (units_ > 1) {
    scratch.transposed_weights.shape(units_, input_.dense);
    transpose(input_.dense, units_, Rows<const Scalar>{weights, units_}, scratch.transposed_weights.all());
    weights = scratch.transposed_weights.row(0);
  }
  multiply(z_gradient.rows(), units_, input_.dense, Strided<Scalar>{z_gradient.row(0), units_, 1},
           Rows<const Scalar>{weights, input_.dense}, start, result);
}

void Affine::initialize_from_data(Span parameters, const LayerInput& sample, AffineScratch& scratch, Buffer& z,
                                  Random& random) const {
  const Span bias = parameters.subspan(place(weight_count()), place(units_));
  std::ranges::fill(bias, Scalar{0});
  prepare(parameters, sample, scratch);
  z.shape(sample.rows, units_);
  forward(parameters, sample, scratch, {0, sample.rows}, z.all());
  constexpr int kPoints = 5;
  std::vector<Scalar> factors(place(units_));
  for (Index u = 0; u < units_; ++u) {
    double sum = 0, squares = 0;
    for (Index i = 0; i < sample.rows; ++i) sum += static_cast<double>(z.row(i)[u]);
    const double mean = sum / static_cast<double>(sample.rows);
    for (Index i = 0; i < sample.rows; ++i) squares += std::pow(static_cast<double>(z.row(i)[u]) - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(sample.rows));
    const double factor = deviation > kLeastDeviation ? 1 / deviation : 1;
    factors[place(u)] = static_cast<Scalar>(factor);
    double weight_sum = 0, weighted = 0;
    for (int point = 0; point < kPoints; ++point) {
      const double weight = -std::log(1 - random.uniform());  // normalised, Dirichlet(1)
      weight_sum += weight;
      weighted += weight * static_cast<double>(z.row(random.below(sample.rows))[u]);
    }
    bias[place(u)] = static_cast<Scalar>(-factor * weighted / weight_sum);
  }
  for (Index j = 0; j < inputs_; ++j) {
    for (Index u = 0; u < units_; ++u) weights(parameters.data(), j)[u] *= factors[place(u)];
  }
}

}  // namespace binet::detail
