#include "nn/traced_pass.hpp"

#include "binet/base/error.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet {
namespace {

using Blocks = std::vector<ParameterBlock>;

const ParameterBlock* find(const Blocks& blocks, ParameterKind kind) {
  const auto found = std::ranges::find(blocks, kind, &ParameterBlock::kind);
  return found == blocks.end() ? nullptr : &*found;
}

Eigen::Map<const MatrixD> matrix(const VectorD& parameters, const ParameterBlock& block) {
  return {parameters.data() + block.offset, block.rows, block.columns};
}

Eigen::Map<const Eigen::RowVectorXd> row(const VectorD& parameters, const ParameterBlock& block) {
  return {parameters.data() + block.offset, block.size()};
}

TracedLayer make_layer(const Network& network, std::size_t i, Index inputs) {
  const LayerSpec spec = i < network.hidden().size() ? network.hidden()[i] : output_layer();
  if (spec.type != "dense" && spec.type != "activation" && spec.type != "dropout") {
    throw UsageError("layer " + std::to_string(i + 1) + " is of type " + spec.type +
                     ": a trace follows dense, activation and dropout layers");
  }
  TracedLayer layer;
  layer.affine = spec.type == "dense";
  layer.activation = spec.type == "dropout" ? nullptr : &activation(spec.activation);
  layer.inputs = inputs;
  layer.units = network.layer(i).output_size();
  layer.blocks = network.parameter_blocks(i);
  return layer;
}

void run_forward(const VectorD& parameters, TracedLayer& layer) {
  if (layer.affine) {
    MatrixD x = layer.input;
    if (const ParameterBlock* scale = find(layer.blocks, ParameterKind::scale)) {
      x *= row(parameters, *scale).asDiagonal();
    }
    layer.z = x * matrix(parameters, *find(layer.blocks, ParameterKind::weight));
    layer.z.rowwise() += row(parameters, *find(layer.blocks, ParameterKind::bias));
  } else {
    layer.z = layer.input;
  }
  layer.a = layer.z;
  layer.slope = MatrixD::Ones(layer.z.rows(), layer.z.cols());
  if (layer.activation == nullptr) return;
  layer.a = layer.z.unaryExpr(layer.activation->value);
  layer.slope = layer.z.unaryExpr(layer.activation->slope);
}

/// Fills `delta` from ∂ℓ/∂a, adds the layer's part of the gradient, and returns ∂ℓ/∂input.
MatrixD run_backward(const VectorD& parameters, const VectorD& share, const MatrixD& output_gradient,
                     TracedLayer& layer, VectorD& gradient) {
  layer.delta = output_gradient.cwiseProduct(layer.slope);
  if (!layer.affine) return layer.delta;
  const ParameterBlock& weight = *find(layer.blocks, ParameterKind::weight);
  const ParameterBlock& bias = *find(layer.blocks, ParameterKind::bias);
  const ParameterBlock* scale = find(layer.blocks, ParameterKind::scale);
  const MatrixD shared = share.asDiagonal() * layer.delta;
  MatrixD by_scaled_weight = layer.input.transpose() * shared;  // ∂/∂(diag(s)·W)
  MatrixD scaled = matrix(parameters, weight);
  if (scale != nullptr) {
    const Eigen::VectorXd s = row(parameters, *scale).transpose();
    gradient.segment(scale->offset, scale->size()) = by_scaled_weight.cwiseProduct(scaled).rowwise().sum();
    by_scaled_weight = s.asDiagonal() * by_scaled_weight;
    scaled = s.asDiagonal() * scaled;
  }
  gradient.segment(weight.offset, weight.size()) =
      Eigen::Map<const VectorD>(by_scaled_weight.data(), by_scaled_weight.size());
  gradient.segment(bias.offset, bias.size()) = shared.colwise().sum().transpose();
  return layer.delta * scaled.transpose();
}

/// Adds the penalty's slope to the gradient, unless null; returns the penalty.
double add_penalty(const Network& network, const VectorD& parameters, const TracedObjective& objective,
                   VectorD* gradient) {
  if (objective.l1 == 0 && objective.l2 == 0) return 0;
  double penalty = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    for (const ParameterBlock& block : network.parameter_blocks(i)) {
      if (block.kind != ParameterKind::weight) continue;
      const auto w = parameters.segment(block.offset, block.size()).array();
      penalty += objective.l1 * w.abs().sum() + objective.l2 / 2 * w.square().sum();
      if (gradient == nullptr) continue;
      gradient->segment(block.offset, block.size()).array() += objective.l1 * w.sign() + objective.l2 * w;
    }
  }
  return penalty;
}

/// Runs the layers forward; computes losses and the objective.
TracedPass run_network(const Network& network, const VectorD& parameters, const TracedBatch& batch,
                       const TracedObjective& objective) {
  TracedPass pass;
  MatrixD input = batch.inputs;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    pass.layers.push_back(make_layer(network, i, input.cols()));
    pass.layers.back().input = input;
    run_forward(parameters, pass.layers.back());
    input = pass.layers.back().a;
  }
  pass.logit = pass.layers.back().a.col(0);
  pass.probability = pass.logit.unaryExpr([](double z) { return sigmoid(z); });
  pass.loss.resize(pass.logit.size());
  pass.loss_slope.resize(pass.logit.size());
  for (Index i = 0; i < pass.logit.size(); ++i) {
    pass.loss[i] = objective.loss->value(pass.logit[i], batch.target[i], objective.settings);
    pass.loss_slope[i] = objective.loss->slope(pass.logit[i], batch.target[i], objective.settings);
  }
  pass.penalty = add_penalty(network, parameters, objective, nullptr);
  pass.objective = batch.share.dot(pass.loss) + pass.penalty;
  return pass;
}

}  // namespace

TracedPass trace_pass(const Network& network, const VectorD& parameters, const TracedBatch& batch,
                      const TracedObjective& objective) {
  TracedPass pass = run_network(network, parameters, batch, objective);
  pass.gradient = VectorD::Zero(parameters.size());
  MatrixD above = pass.loss_slope;
  for (std::size_t i = pass.layers.size(); i-- > 0;) {
    above = run_backward(parameters, batch.share, above, pass.layers[i], pass.gradient);
  }
  add_penalty(network, parameters, objective, &pass.gradient);
  return pass;
}

double traced_objective(const Network& network, const VectorD& parameters, const TracedBatch& batch,
                        const TracedObjective& objective) {
  return run_network(network, parameters, batch, objective).objective;
}

VectorD numeric_gradient(const Network& network, const VectorD& parameters, const TracedBatch& batch,
                         const TracedObjective& objective) {
  constexpr double kStep = 1e-3;
  VectorD probe = parameters, gradient(parameters.size());
  for (Index i = 0; i < parameters.size(); ++i) {
    const auto slope_over = [&](double step) {
      probe[i] = parameters[i] + step;
      const double above = traced_objective(network, probe, batch, objective);
      probe[i] = parameters[i] - step;
      const double below = traced_objective(network, probe, batch, objective);
      probe[i] = parameters[i];
      return (above - below) / (2 * step);
    };
    gradient[i] = (4 * slope_over(kStep) - slope_over(2 * kStep)) / 3;
  }
  return gradient;
}

MatrixD one_hot_rows(const Features& features, const FeatureShape& shape) {
  MatrixD rows = MatrixD::Zero(features.rows(), shape.one_hot_size());
  for (Index i = 0; i < rows.rows(); ++i) {
    Index at = shape.dense;
    for (Index j = 0; j < shape.dense; ++j) rows(i, j) = static_cast<double>(features.dense(i, j));
    for (std::size_t c = 0; c < shape.levels.size(); ++c) {
      const std::int32_t code = features.codes(i, static_cast<Index>(c));
      if (code != kNoCode) rows(i, at + code) = 1;
      at += shape.levels[c];
    }
    for (std::size_t f = 0; f < shape.bins.size(); ++f) {
      const std::int32_t bin = features.bins(i, static_cast<Index>(f));
      for (std::int32_t b = 0; b < bin; ++b) rows(i, at + b) = 1;
      rows(i, at + bin) = static_cast<double>(features.positions(i, static_cast<Index>(f)));
      at += shape.bins[f];
    }
  }
  return rows;
}

}  // namespace binet
