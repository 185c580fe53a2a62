#include "cli/trace_parameters.hpp"

#include "cli/text_layout.hpp"

namespace binet {
namespace {

constexpr std::size_t kLongestName = 16;

}  // namespace

std::string input_name(const TraceSubject& subject, std::size_t layer, Index input) {
  if (layer > 0) return std::to_string(input + 1);
  return short_name(subject.input_names[static_cast<std::size_t>(input)], kLongestName);
}

namespace {

/// The blocks of one affine map or of layer_norm; null where there is none.
struct MapBlocks {
  const ParameterBlock *weights = nullptr, *bias = nullptr, *scale = nullptr;
};

MapBlocks find_blocks(const std::vector<ParameterBlock>& blocks, bool of_gate) {
  MapBlocks found;
  for (const ParameterBlock& block : blocks) {
    if (block.name.starts_with("gate_") != of_gate) continue;
    (block.kind == ParameterKind::weight ? found.weights
     : block.kind == ParameterKind::bias ? found.bias
                                         : found.scale) = &block;
  }
  return found;
}

void add_normalise(const MapBlocks& blocks, std::size_t layer, std::vector<TracedParameter>& list) {
  for (Index unit = 0; unit < blocks.scale->size(); ++unit) {
    const std::string to = std::to_string(unit + 1);
    list.push_back({blocks.scale->offset + unit, layer, ParameterKind::scale, unit, unit, to, "gain[" + to + "]"});
    list.push_back({blocks.bias->offset + unit, layer, ParameterKind::bias, 0, unit, "", "b[" + to + "]"});
  }
}

void add_map(const TraceSubject& subject, const MapBlocks& blocks, std::size_t layer, bool of_gate,
             std::vector<TracedParameter>& list) {
  const std::string weight = of_gate ? "v[" : "w[", bias = of_gate ? "c[" : "b[", scale = of_gate ? "t[" : "s[";
  for (Index unit = 0; unit < blocks.weights->columns; ++unit) {
    const std::string to = std::to_string(unit + 1);
    for (Index from = 0; from < blocks.weights->rows; ++from) {
      const std::string input = input_name(subject, layer, from);
      list.push_back({blocks.weights->offset + from * blocks.weights->columns + unit, layer, ParameterKind::weight,
                      from, unit, input, weight + input + "," + to + "]", of_gate});
    }
    list.push_back({blocks.bias->offset + unit, layer, ParameterKind::bias, 0, unit, "", bias + to + "]", of_gate});
  }
  for (Index from = 0; blocks.scale != nullptr && from < blocks.scale->size(); ++from) {
    const std::string input = input_name(subject, layer, from);
    list.push_back({blocks.scale->offset + from, layer, ParameterKind::scale, from, 0, input, scale + input + "]",
                    of_gate});
  }
}

}  // namespace

std::vector<TracedParameter> traced_parameters(const TraceSubject& subject) {
  std::vector<TracedParameter> list;
  for (std::size_t layer = 0; layer < subject.network.layer_count(); ++layer) {
    const std::vector<ParameterBlock> blocks = subject.network.parameter_blocks(layer);
    for (const bool of_gate : {false, true}) {
      const MapBlocks found = find_blocks(blocks, of_gate);
      if (found.weights != nullptr) {
        add_map(subject, found, layer, of_gate, list);
      } else if (found.scale != nullptr) {
        add_normalise(found, layer, list);
      }
    }
  }
  return list;
}

}  // namespace binet
