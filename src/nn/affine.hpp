#pragma once

#include "nn/bin_columns.hpp"
#include "nn/code_columns.hpp"
#include "nn/inference_step.hpp"
#include "nn/layer.hpp"

#include <string>
#include <vector>

namespace binet::detail {

/// The scratch of an affine map of features.
struct AffineScratch {
  Buffer scaled_weights, weight_gradient;  ///< dense inputs × units, if there is an input scale
  Buffer transposed_weights;               ///< units × dense inputs
  BinLists bins;
};

/// z = x̃·diag(s)·W + b, where x̃ is the row of dense inputs, one-hot codes and piecewise-linear bins that the features
/// represent, and s is learned or 1. Neither x̃ nor its zeros are stored. Parameters: weights (one_hot_size × units:
/// dense inputs, then the levels of each code column, then bins), bias, s.
class Affine {
 public:
  /// `name` is a prefix of the names of the blocks.
  Affine(FeatureShape input, Index units, bool input_scale, std::string name = "");

  Index units() const { return units_; }
  Index inputs() const { return inputs_; }  ///< one-hot
  Index parameter_count() const { return weight_count() + units_ + (input_scale_ ? inputs_ : 0); }
  std::vector<ParameterBlock> parameter_blocks() const;
  void initialize(Span parameters, const Initializer&, Random&) const;
  /// Rescales each unit's weights so that z − b has unit deviation over the sample, and sets b to minus a random mean
  /// of z, so that units bend within the range of the data.
  void initialize_from_data(Span parameters, const LayerInput& sample, AffineScratch&, Buffer& z, Random&) const;

  /// The step that computes z from the one-hot row at place `from`.
  InferenceStep inference_step(ConstSpan parameters, int from, int to) const;

  /// Prepares forward and backward; call it for every input and every change of parameters.
  void prepare(ConstSpan parameters, const LayerInput&, AffineScratch&) const;
  /// Number of rows per call of forward, so that the result stays in cache: all rows if there are bins, which are
  /// processed by lists of rows.
  Index block_rows(Index rows) const;
  /// Computes z for some rows.
  void forward(ConstSpan parameters, const LayerInput&, const AffineScratch&, RowRange, Rows<Scalar> z) const;
  /// Adds ∂/∂parameters to `gradient`. If `input_gradient` is not null, adds ∂/∂dense input to it or overwrites it.
  void backward(ConstSpan parameters, const LayerInput&, AffineScratch&, const Buffer& z_gradient, Span gradient,
                Buffer* input_gradient, bool add_to_input_gradient = false) const;

 private:
  Index weight_count() const { return inputs_ * units_; }
  Index first_bin() const { return input_.dense + codes_.table_rows(); }
  /// The parameters by role: weights from the row of an input on, and scales, null if there are none.
  template <class Number>
  Number* weights(Number* parameters, Index input) const {
    return parameters + input * units_;
  }
  template <class Number>
  Number* scale(Number* parameters, Index input) const {
    return input_scale_ ? parameters + weight_count() + units_ + input : nullptr;
  }
  /// The weights of dense inputs, scaled if there is a scale.
  const Scalar* dense_weights(ConstSpan parameters, const AffineScratch&) const;
  void add_dense_gradient(ConstSpan parameters, const LayerInput&, AffineScratch&, const Buffer& z_gradient,
                          Scalar* gradient) const;
  void set_input_gradient(const Scalar* weights, AffineScratch&, const Buffer& z_gradient, Buffer& input_gradient,
                          bool add) const;

  FeatureShape input_;
  Index units_;
  bool input_scale_;
  std::string name_;
  Index inputs_;  ///< one-hot
  CodeColumns codes_;
  BinColumns bins_;
};

}  // namespace binet::detail
