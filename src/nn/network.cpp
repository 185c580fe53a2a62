#include "nn/network.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <utility>

namespace binet {
namespace {

std::size_t place(Index i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

Network::Network(FeatureShape input, std::vector<LayerSpec> hidden)
    : input_(std::move(input)), hidden_(std::move(hidden)) {
  std::vector<LayerSpec> specs = hidden_;
  specs.push_back(output_layer());
  FeatureShape shape = input_;
  offsets_.push_back(0);
  for (const LayerSpec& spec : specs) {
    layers_.push_back(make_layer(spec, shape));
    Index size = 0;
    for (const ParameterBlock& block : layers_.back()->parameter_blocks()) size += block.size();
    offsets_.push_back(offsets_.back() + size);
    shape = {.dense = layers_.back()->output_size(), .levels = {}, .bins = {}};
  }
  parameters_ = Vector::Zero(offsets_.back());
}

std::vector<ParameterBlock> Network::parameter_blocks(std::size_t layer) const {
  std::vector<ParameterBlock> blocks = layers_[layer]->parameter_blocks();
  for (ParameterBlock& block : blocks) block.offset += offsets_[layer];
  return blocks;
}

ConstSpan Network::block(const ParameterBlock& b) const {
  return {parameters_.data() + b.offset, place(b.size())};
}
Span Network::block(const ParameterBlock& b) {
  return {parameters_.data() + b.offset, place(b.size())};
}

ConstSpan Network::layer_parameters(std::size_t i) const {
  return {parameters_.data() + offsets_[i], place(offsets_[i + 1] - offsets_[i])};
}
Span Network::layer_parameters(std::size_t i) {
  return {parameters_.data() + offsets_[i], place(offsets_[i + 1] - offsets_[i])};
}

LayerInput Network::layer_input(std::size_t i, const Features& features, RowRange rows, const Workspace& workspace) {
  return i == 0 ? LayerInput(features, rows) : LayerInput(workspace.caches[i - 1].output);
}

void Network::initialize(const Initializer& initializer, Random& random) {
  for (std::size_t i = 0; i < layers_.size(); ++i) layers_[i]->initialize(layer_parameters(i), initializer, random);
}

void Network::forward(const Features& features, RowRange rows, Workspace& workspace, Span logits, Random* noise) const {
  workspace.caches.resize(layers_.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    workspace.caches[i].dropout = workspace.dropout;
    layers_[i]->forward(layer_parameters(i), layer_input(i, features, rows, workspace), workspace.caches[i], noise);
  }
  std::ranges::copy(std::as_const(workspace.caches.back().output).span(), logits.begin());
}

void Network::backward(const Features& features, RowRange rows, ConstSpan logit_gradient, Workspace& workspace,
                       Span gradient) const {
  workspace.gradient_here.shape(rows.size(), 1);
  std::ranges::copy(logit_gradient, workspace.gradient_here.span().begin());
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const Span layer_gradient = gradient.subspan(place(offsets_[i]), place(offsets_[i + 1] - offsets_[i]));
    layers_[i]->backward(layer_parameters(i), layer_input(i, features, rows, workspace), workspace.caches[i],
                         workspace.gradient_here, layer_gradient, i == 0 ? nullptr : &workspace.gradient_below);
    std::swap(workspace.gradient_here, workspace.gradient_below);
  }
}

}  // namespace binet
