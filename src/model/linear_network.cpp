#include "model/linear_network.hpp"

#include "linear/linear_objective.hpp"

namespace binet {

namespace {

/// Calls visit(block, place of its first entry in LinearObjective's order): the bias is entry 0.
template <class Visit>
void visit_linear_blocks(const Network& network, Visit&& visit) {
  Index next = 1;
  for (const ParameterBlock& block : network.parameter_blocks(0)) {
    if (block.kind == ParameterKind::bias) {
      visit(block, Index{0});
    } else {
      visit(block, next);
      next += block.size();
    }
  }
}

}  // namespace

Network make_linear_network(const FeatureShape& shape, const VectorD& parameters) {
  Network network(shape, {});
  visit_linear_blocks(network, [&](const ParameterBlock& block, Index first) {
    const Span values = network.block(block);
    for (Index i = 0; i < block.size(); ++i)
      values[static_cast<std::size_t>(i)] = static_cast<Scalar>(parameters[first + i]);
  });
  return network;
}

VectorD linear_parameters(const Network& network) {
  VectorD parameters(network.parameter_count());
  visit_linear_blocks(network, [&](const ParameterBlock& block, Index first) {
    const ConstSpan values = network.block(block);
    for (Index i = 0; i < block.size(); ++i)
      parameters[first + i] = static_cast<double>(values[static_cast<std::size_t>(i)]);
  });
  return parameters;
}

std::vector<std::string> linear_parameter_names(const Encoder& encoder) {
  std::vector<std::string> names{"(intercept)"};
  for (std::string& name : encoder.dense_names()) names.push_back(std::move(name));
  for (std::size_t c = 0; c < encoder.categories().size(); ++c) {
    for (std::string& name : encoder.code_names(static_cast<Index>(c))) names.push_back(std::move(name));
  }
  return names;
}

VectorD linear_logits(const Examples& examples, const FeatureShape& shape, const VectorD& parameters) {
  VectorD logits;
  LinearObjective(examples, 0, shape.levels).logits(parameters, logits);
  return logits;
}

}  // namespace binet
