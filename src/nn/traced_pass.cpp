#include "nn/traced_pass.hpp"

#include "binet/base/error.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet {
namespace {

using Kind = TracedLayer::Kind;

Eigen::Map<const MatrixD> matrix(const VectorD& parameters, const ParameterBlock& block) {
  return {parameters.data() + block.offset, block.rows, block.columns};
}

Eigen::Map<const Eigen::RowVectorXd> row(const VectorD& parameters, const ParameterBlock& block) {
  return {parameters.data() + block.offset, block.size()};
}

Kind kind_of(const std::string& type, std::size_t layer) {
  if (type == "dense") return Kind::dense;
  if (type == "gated") return Kind::gated;
  if (type == "activation") return Kind::activation;
  if (type == "dropout") return Kind::dropout;
  if (type == "layer_norm") return Kind::normalise;
  throw UsageError("layer " + std::to_string(layer + 1) + " is of type " + type +
                   ": a trace follows layers that read single rows");
}

TracedLayer make_layer(const Network& network, std::size_t i, Index inputs) {
  const LayerSpec spec = i < network.hidden().size() ? network.hidden()[i] : output_layer();
  TracedLayer layer;
  layer.kind = kind_of(spec.type, i);
  if (layer.has_weights() || layer.kind == Kind::activation) layer.activation = &activation(spec.activation);
  layer.inputs = inputs;
  layer.units = network.layer(i).output_size();
  layer.blocks = network.parameter_blocks(i);
  return layer;
}

/// x·diag(s)·W + b, by the blocks of the layer itself or of its gate.
MatrixD affine_map(const VectorD& parameters, const TracedLayer& layer, bool of_gate) {
  MatrixD x = layer.input;
  if (const ParameterBlock* scale = layer.block(ParameterKind::scale, of_gate)) {
    x *= row(parameters, *scale).asDiagonal();
  }
  MatrixD z = x * matrix(parameters, *layer.block(ParameterKind::weight, of_gate));
  z.rowwise() += row(parameters, *layer.block(ParameterKind::bias, of_gate));
  return z;
}

/// z = gain·x̂ + bias over the units of each row.
void normalise(const VectorD& parameters, TracedLayer& layer) {
  constexpr double kEpsilon = 1e-5;  // that of nn/layer_norm
  layer.mean = layer.input.rowwise().mean();
  layer.normal = layer.input.colwise() - layer.mean;
  layer.deviation = (layer.normal.rowwise().squaredNorm() / static_cast<double>(layer.units)).array() + kEpsilon;
  layer.deviation = layer.deviation.cwiseSqrt();
  layer.normal.array().colwise() /= layer.deviation.array();
  layer.z = layer.normal * row(parameters, *layer.block(ParameterKind::scale)).asDiagonal();
  layer.z.rowwise() += row(parameters, *layer.block(ParameterKind::bias));
}

void run_forward(const VectorD& parameters, TracedLayer& layer) {
  layer.z = layer.input;
  if (layer.has_weights()) layer.z = affine_map(parameters, layer, false);
  if (layer.kind == Kind::normalise) normalise(parameters, layer);
  layer.a = layer.z;
  layer.slope = MatrixD::Ones(layer.z.rows(), layer.z.cols());
  if (layer.activation == nullptr) return;
  layer.a = layer.z.unaryExpr(layer.activation->value);
  layer.slope = layer.z.unaryExpr(layer.activation->slope);
  if (layer.kind != Kind::gated) return;
  layer.gate_z = affine_map(parameters, layer, true);
  layer.gate = layer.gate_z.unaryExpr([](double v) { return sigmoid(v); });
  layer.a = layer.a.cwiseProduct(layer.gate);
  layer.slope = layer.slope.cwiseProduct(layer.gate);
}

/// Adds the gradient of an affine map with ∂ℓ/∂z `delta`, and returns its part of ∂ℓ/∂input.
MatrixD affine_backward(const VectorD& parameters, const VectorD& share, const TracedLayer& layer, bool of_gate,
                        const MatrixD& delta, VectorD& gradient) {
  const ParameterBlock& weight = *layer.block(ParameterKind::weight, of_gate);
  const ParameterBlock& bias = *layer.block(ParameterKind::bias, of_gate);
  const ParameterBlock* scale = layer.block(ParameterKind::scale, of_gate);
  const MatrixD shared = share.asDiagonal() * delta;
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
  return delta * scaled.transpose();
}

/// (Ba, Kiros, Hinton 2016; the derivative as in nn/layer_norm.)
MatrixD normalise_backward(const VectorD& parameters, const VectorD& share, const TracedLayer& layer,
                           VectorD& gradient) {
  const ParameterBlock& gain = *layer.block(ParameterKind::scale);
  const ParameterBlock& bias = *layer.block(ParameterKind::bias);
  const MatrixD shared = share.asDiagonal() * layer.delta;
  gradient.segment(gain.offset, gain.size()) = shared.cwiseProduct(layer.normal).colwise().sum().transpose();
  gradient.segment(bias.offset, bias.size()) = shared.colwise().sum().transpose();
  const MatrixD by_normal = layer.delta * row(parameters, gain).asDiagonal();
  const VectorD mean = by_normal.rowwise().mean(), along = by_normal.cwiseProduct(layer.normal).rowwise().mean();
  MatrixD below = (by_normal.colwise() - mean) - along.asDiagonal() * layer.normal;
  below.array().colwise() /= layer.deviation.array();
  return below;
}

/// Fills `delta` and `below` from ∂ℓ/∂a, and adds the layer's part of the gradient.
void run_backward(const VectorD& parameters, const VectorD& share, const MatrixD& output_gradient, TracedLayer& layer,
                  VectorD& gradient) {
  layer.delta = output_gradient.cwiseProduct(layer.slope);
  layer.below = layer.delta;
  if (layer.kind == Kind::normalise) layer.below = normalise_backward(parameters, share, layer, gradient);
  if (!layer.has_weights()) return;
  layer.below = affine_backward(parameters, share, layer, false, layer.delta, gradient);
  if (layer.kind != Kind::gated) return;
  const MatrixD value = layer.z.unaryExpr(layer.activation->value);
  layer.gate_delta = output_gradient.cwiseProduct(value).cwiseProduct(layer.gate).cwiseProduct(
      MatrixD::Ones(layer.gate.rows(), layer.gate.cols()) - layer.gate);
  layer.below += affine_backward(parameters, share, layer, true, layer.gate_delta, gradient);
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

const ParameterBlock* TracedLayer::block(ParameterKind wanted, bool of_gate) const {
  const auto found = std::ranges::find_if(blocks, [&](const ParameterBlock& each) {
    return each.kind == wanted && each.name.starts_with("gate_") == of_gate;
  });
  return found == blocks.end() ? nullptr : &*found;
}

TracedPass trace_pass(const Network& network, const VectorD& parameters, const TracedBatch& batch,
                      const TracedObjective& objective) {
  TracedPass pass = run_network(network, parameters, batch, objective);
  pass.gradient = VectorD::Zero(parameters.size());
  MatrixD above = pass.loss_slope;
  for (std::size_t i = pass.layers.size(); i-- > 0;) {
    run_backward(parameters, batch.share, above, pass.layers[i], pass.gradient);
    above = pass.layers[i].below;
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
