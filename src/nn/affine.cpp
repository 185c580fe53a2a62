#include "affine.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet::detail {
namespace {

void add_rows(Scalar factor, const Scalar* from, Scalar* to, Index units) {
  add_scaled(factor, from, to, units);
}

/// A unit that varies less over the sample is left alone.
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
      inputs_(input_.one_hot_size()) {
  Index offset = input_.dense;
  for (const Index levels : input_.levels) code_offsets_.push_back(std::exchange(offset, offset + levels));
  first_bin_ = offset;
  for (const Index bins : input_.bins) bin_offsets_.push_back(std::exchange(offset, offset + bins));
}

std::vector<ParameterBlock> Affine::parameter_blocks() const {
  // A code column has one input that is not 0.
  const Index fan_in = std::max<Index>(1, input_.dense + std::ssize(input_.levels) + inputs_ - first_bin_);
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

void Affine::prepare(ConstSpan parameters, AffineCache& cache) const {
  if (input_scale_) {
    const Scalar* scale = parameters.data() + weight_count() + units_;
    cache.scaled_weights.shape(inputs_, units_);
    for (Index j = 0; j < inputs_; ++j) {
      const Scalar* weights = parameters.data() + j * units_;
      for (Index u = 0; u < units_; ++u) cache.scaled_weights.row(j)[u] = scale[j] * weights[u];
    }
  }
  if (input_.bins.empty()) return;
  cache.bin_sums.shape(inputs_ - first_bin_, units_);
  const Scalar* weights = applied_weights(parameters, cache);
  for (std::size_t c = 0; c < bin_offsets_.size(); ++c) {
    for (Index b = 0; b < input_.bins[c]; ++b) {
      Scalar* sum = cache.bin_sums.row(bin_offsets_[c] - first_bin_ + b);
      const Scalar* before = weights + (bin_offsets_[c] + b - 1) * units_;
      for (Index u = 0; u < units_; ++u) sum[u] = b == 0 ? Scalar{0} : (sum - units_)[u] + before[u];
    }
  }
}

const Scalar* Affine::applied_weights(ConstSpan parameters, const AffineCache& cache) const {
  return input_scale_ ? cache.scaled_weights.row(0) : parameters.data();
}

void Affine::forward(ConstSpan parameters, const LayerInput& input, const AffineCache& cache, RowRange rows,
                     Rows<Scalar> z) const {
  const Scalar* weights = applied_weights(parameters, cache);
  const Scalar* bias = parameters.data() + weight_count();
  const Scalar* dense = input.dense.data + rows.begin * input.dense.stride;
  z.data += rows.begin * z.stride;
  if (units_ == 1) {
    for (Index i = 0; i < rows.size(); ++i) {
      z.data[i * z.stride] = *bias + dot(dense + i * input.dense.stride, weights, input_.dense);
    }
  } else {
    multiply(rows.size(), input_.dense, units_, Strided<Scalar>{dense, input.dense.stride, 1},
             Rows<const Scalar>{weights, units_}, Rows<const Scalar>{bias, 0}, z);
  }
  if (!code_offsets_.empty()) add_codes(input, weights, rows, z);
  if (!bin_offsets_.empty()) add_bins(input, weights, cache, rows, z);
}

void Affine::add_codes(const LayerInput& input, const Scalar* weights, RowRange rows, Rows<Scalar> z) const {
  for (Index i = rows.begin; i < rows.end; ++i, z.data += z.stride) {
    const std::int32_t* codes = input.codes.data + i * input.codes.stride;
    for (std::size_t c = 0; c < code_offsets_.size(); ++c) {
      if (codes[c] != kNoCode) add_rows(1, weights + (code_offsets_[c] + codes[c]) * units_, z.data, units_);
    }
  }
}

void Affine::add_bins(const LayerInput& input, const Scalar* weights, const AffineCache& cache, RowRange rows,
                      Rows<Scalar> z) const {
  for (Index i = rows.begin; i < rows.end; ++i, z.data += z.stride) {
    const std::int32_t* bins = input.bins.data + i * input.bins.stride;
    const Scalar* positions = input.positions.data + i * input.positions.stride;
    for (std::size_t c = 0; c < bin_offsets_.size(); ++c) {
      if (bins[c] == kNoCode) continue;
      const Index row = bin_offsets_[c] + bins[c];
      add_rows(1, cache.bin_sums.row(row - first_bin_), z.data, units_);
      add_rows(positions[c], weights + row * units_, z.data, units_);
    }
  }
}

void Affine::backward(ConstSpan parameters, const LayerInput& input, AffineCache& cache, const Buffer& z_gradient,
                      Span gradient, Buffer* input_gradient, bool add_to_input_gradient) const {
  Scalar* weight_gradient = gradient.data();
  if (input_scale_) {
    cache.weight_gradient.shape(inputs_, units_);
    std::ranges::fill(cache.weight_gradient.span(), Scalar{0});
    weight_gradient = cache.weight_gradient.row(0);
  }
  add_dense_gradient(input, z_gradient, weight_gradient);
  if (!code_offsets_.empty()) add_code_gradient(input, z_gradient, weight_gradient);
  if (!bin_offsets_.empty()) add_bin_gradient(input, cache, z_gradient, weight_gradient);
  Scalar* bias_gradient = gradient.data() + weight_count();
  for (Index i = 0; i < z_gradient.rows(); ++i) add_rows(1, z_gradient.row(i), bias_gradient, units_);
  if (input_scale_) {
    const Scalar* scale = parameters.data() + weight_count() + units_;
    Scalar* scale_gradient = gradient.data() + weight_count() + units_;
    for (Index j = 0; j < inputs_; ++j) {
      add_rows(scale[j], cache.weight_gradient.row(j), gradient.data() + j * units_, units_);
      scale_gradient[j] += dot(cache.weight_gradient.row(j), parameters.data() + j * units_, units_);
    }
  }
  if (input_gradient) {
    set_input_gradient(applied_weights(parameters, cache), cache, z_gradient, *input_gradient, add_to_input_gradient);
  }
}

void Affine::add_dense_gradient(const LayerInput& input, const Buffer& z_gradient, Scalar* weight_gradient) const {
  if (units_ == 1) {
    for (Index i = 0; i < z_gradient.rows(); ++i) {
      add_scaled(*z_gradient.row(i), input.dense.data + i * input.dense.stride, weight_gradient, input_.dense);
    }
  } else {
    const Rows<Scalar> sum{weight_gradient, units_};
    multiply(input_.dense, z_gradient.rows(), units_, Strided<Scalar>{input.dense.data, 1, input.dense.stride},
             z_gradient.all(), Rows<const Scalar>{sum.data, sum.stride}, sum);
  }
}

void Affine::add_code_gradient(const LayerInput& input, const Buffer& z_gradient, Scalar* weight_gradient) const {
  for (Index i = 0; i < z_gradient.rows(); ++i) {
    const std::int32_t* codes = input.codes.data + i * input.codes.stride;
    for (std::size_t c = 0; c < code_offsets_.size(); ++c) {
      if (codes[c] == kNoCode) continue;
      add_rows(1, z_gradient.row(i), weight_gradient + (code_offsets_[c] + codes[c]) * units_, units_);
    }
  }
}

/// A row with bin b gives its gradient to every bin before b: it is put down at b, and one sum from the last bin to the
/// first carries it there.
void Affine::add_bin_gradient(const LayerInput& input, AffineCache& cache, const Buffer& z_gradient,
                              Scalar* weight_gradient) const {
  cache.bin_gradient.shape(inputs_ - first_bin_, units_);
  std::ranges::fill(cache.bin_gradient.span(), Scalar{0});
  for (Index i = 0; i < z_gradient.rows(); ++i) {
    const std::int32_t* bins = input.bins.data + i * input.bins.stride;
    const Scalar* positions = input.positions.data + i * input.positions.stride;
    for (std::size_t c = 0; c < bin_offsets_.size(); ++c) {
      if (bins[c] == kNoCode) continue;
      const Index row = bin_offsets_[c] + bins[c];
      add_rows(1, z_gradient.row(i), cache.bin_gradient.row(row - first_bin_), units_);
      add_rows(positions[c], z_gradient.row(i), weight_gradient + row * units_, units_);
    }
  }
  for (std::size_t c = 0; c < bin_offsets_.size(); ++c) {
    for (Index b = input_.bins[c] - 1; b > 0; --b) {
      Scalar* later = cache.bin_gradient.row(bin_offsets_[c] - first_bin_ + b);
      add_rows(1, later, weight_gradient + (bin_offsets_[c] + b - 1) * units_, units_);
      add_rows(1, later, later - units_, units_);
    }
  }
}

void Affine::set_input_gradient(const Scalar* weights, AffineCache& cache, const Buffer& z_gradient,
                                Buffer& input_gradient, bool add) const {
  if (!add) input_gradient.shape(z_gradient.rows(), input_.dense);
  const Rows<Scalar> result = input_gradient.all();
  const Rows<const Scalar> start{add ? result.data : nullptr, result.stride};
  if (units_ > 1) {
    cache.transposed_weights.shape(units_, input_.dense);
    transpose(input_.dense, units_, Rows<const Scalar>{weights, units_}, cache.transposed_weights.all());
    weights = cache.transposed_weights.row(0);
  }
  multiply(z_gradient.rows(), units_, input_.dense, Strided<Scalar>{z_gradient.row(0), units_, 1},
           Rows<const Scalar>{weights, input_.dense}, start, result);
}

void Affine::initialize_from_data(Span parameters, const LayerInput& sample, AffineCache& cache, Buffer& z,
                                  Random& random) const {
  const Span bias = parameters.subspan(place(weight_count()), place(units_));
  std::ranges::fill(bias, Scalar{0});
  prepare(parameters, cache);
  z.shape(sample.rows, units_);
  forward(parameters, sample, cache, {0, sample.rows}, z.all());
  constexpr int kPoints = 5;
  for (Index u = 0; u < units_; ++u) {
    double sum = 0, squares = 0;
    for (Index i = 0; i < sample.rows; ++i) sum += static_cast<double>(z.row(i)[u]);
    const double mean = sum / static_cast<double>(sample.rows);
    for (Index i = 0; i < sample.rows; ++i) squares += std::pow(static_cast<double>(z.row(i)[u]) - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(sample.rows));
    const double factor = deviation > kLeastDeviation ? 1 / deviation : 1;
    for (Index j = 0; j < inputs_; ++j) parameters[place(j * units_ + u)] *= static_cast<Scalar>(factor);
    double weight_sum = 0, weighted = 0;
    for (int point = 0; point < kPoints; ++point) {
      const double weight = -std::log(1 - random.uniform());  // normalised, Dirichlet(1)
      weight_sum += weight;
      weighted += weight * static_cast<double>(z.row(random.below(sample.rows))[u]);
    }
    bias[place(u)] = static_cast<Scalar>(-factor * weighted / weight_sum);
  }
}

}  // namespace binet::detail
