#pragma once

#include "binet/nn/layer.hpp"

#include <string>
#include <vector>

namespace binet::detail {

/// z = x̃·diag(s)·W + b, where x̃ is the row of dense inputs, one-hot codes and piecewise-linear bins that the features
/// stand for, and s is learnt or 1. Neither x̃ nor its zeros are ever made:
/// a code adds one row of W, a bin column adds one row of its prefix sums and one of W.
/// Parameters: weights (one_hot_size × units: dense inputs, then the levels of each code column, then bins), bias, s.
class Affine {
 public:
  /// `name` goes before the names of the blocks.
  Affine(FeatureShape input, Index units, bool input_scale, std::string name = "");

  Index units() const { return units_; }
  Index parameter_count() const { return weight_count() + units_ + (input_scale_ ? inputs_ : 0); }
  std::vector<ParameterBlock> parameter_blocks() const;
  void initialize(Span parameters, const Initializer&, Random&) const;
  /// Rescales each unit's weights so that z without b has unit deviation over the sample, and sets b to minus a random
  /// mean of z: units start with their bend among the data.
  void initialize_from_data(Span parameters, const LayerInput& sample, AffineCache&, Buffer& z, Random&) const;

  /// Makes the tables that forward and backward read; to be called before them whenever parameters have changed.
  void prepare(ConstSpan parameters, AffineCache&) const;
  /// z for some rows, so that what follows finds them in cache.
  void forward(ConstSpan parameters, const LayerInput&, const AffineCache&, RowRange, Rows<Scalar> z) const;
  /// Adds ∂/∂parameters to `gradient`. If `input_gradient` is not null, adds ∂/∂dense input to it or overwrites it.
  void backward(ConstSpan parameters, const LayerInput&, AffineCache&, const Buffer& z_gradient, Span gradient,
                Buffer* input_gradient, bool add_to_input_gradient = false) const;

 private:
  Index weight_count() const { return inputs_ * units_; }
  /// The weights as applied to inputs: scaled if there is a scale.
  const Scalar* applied_weights(ConstSpan parameters, const AffineCache&) const;
  void add_codes(const LayerInput&, const Scalar* weights, RowRange, Rows<Scalar> z) const;
  void add_bins(const LayerInput&, const Scalar* weights, const AffineCache&, RowRange, Rows<Scalar> z) const;
  void add_dense_gradient(const LayerInput&, const Buffer& z_gradient, Scalar* weight_gradient) const;
  void add_code_gradient(const LayerInput&, const Buffer& z_gradient, Scalar* weight_gradient) const;
  void add_bin_gradient(const LayerInput&, AffineCache&, const Buffer& z_gradient, Scalar* weight_gradient) const;
  void set_input_gradient(const Scalar* weights, AffineCache&, const Buffer& z_gradient, Buffer& input_gradient,
                          bool add) const;

  FeatureShape input_;
  Index units_;
  bool input_scale_;
  std::string name_;
  Index inputs_;                     ///< one-hot
  std::vector<Index> code_offsets_;  ///< first row of W, by code column
  std::vector<Index> bin_offsets_;   ///< first row of W, by bin column
  Index first_bin_;
};

}  // namespace binet::detail
