#include "cli/trace_parameters.hpp"

#include "cli/text_layout.hpp"

namespace binet {
namespace {

constexpr std::size_t kLongestName = 16;

/// Cut between characters of UTF-8.
std::string shortened(const std::string& name) {
  if (text_width(name) <= kLongestName) return name;
  std::string cut;
  for (const char c : name) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts_character && text_width(cut) + 2 >= kLongestName) break;
    cut += c;
  }
  return cut + "..";
}

}  // namespace

std::string input_name(const TraceSubject& subject, std::size_t layer, Index input) {
  return layer == 0 ? shortened(subject.input_names[static_cast<std::size_t>(input)]) : std::to_string(input + 1);
}

std::vector<TracedParameter> traced_parameters(const TraceSubject& subject) {
  std::vector<TracedParameter> list;
  for (std::size_t layer = 0; layer < subject.network.layer_count(); ++layer) {
    const ParameterBlock *weights = nullptr, *bias = nullptr, *scale = nullptr;
    const std::vector<ParameterBlock> blocks = subject.network.parameter_blocks(layer);
    for (const ParameterBlock& block : blocks) {
      (block.kind == ParameterKind::weight ? weights : block.kind == ParameterKind::bias ? bias : scale) = &block;
    }
    if (weights == nullptr || bias == nullptr) continue;
    for (Index unit = 0; unit < weights->columns; ++unit) {
      const std::string to = std::to_string(unit + 1);
      for (Index from = 0; from < weights->rows; ++from) {
        const std::string input = input_name(subject, layer, from);
        list.push_back({weights->offset + from * weights->columns + unit, layer, ParameterKind::weight, from, unit,
                        input, "w[" + input + "," + to + "]"});
      }
      list.push_back({bias->offset + unit, layer, ParameterKind::bias, 0, unit, "", "b[" + to + "]"});
    }
    for (Index from = 0; scale != nullptr && from < scale->size(); ++from) {
      const std::string input = input_name(subject, layer, from);
      list.push_back({scale->offset + from, layer, ParameterKind::scale, from, 0, input, "s[" + input + "]"});
    }
  }
  return list;
}

}  // namespace binet
