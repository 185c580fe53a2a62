#include "export/page_model.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace binet {
namespace {

/// An encoder that knows the levels kept, and which of the one-hot inputs of the old one it has, in order.
struct CutEncoder {
  Encoder encoder;
  std::vector<Index> inputs;
};

CutEncoder cut_encoder(const Encoder& encoder, const SequenceColumns& sequence, const LevelsByColumn& kept) {
  CutEncoder cut;
  const FeatureShape shape = encoder.shape();
  cut.inputs.resize(static_cast<std::size_t>(shape.dense));
  std::iota(cut.inputs.begin(), cut.inputs.end(), Index{0});
  std::vector<CategoryEncoding> categories;
  Index first = shape.dense;
  for (const CategoryEncoding& from : encoder.categories()) {
    CategoryEncoding& to = categories.emplace_back(from);
    const auto levels = kept.find(from.column);
    to.levels.clear();
    to.shares.clear();  // no one asks a page's model for them
    for (std::size_t code = 0; code < from.levels.size(); ++code) {
      if (levels != kept.end() && !levels->second.contains(from.levels[code])) continue;
      to.levels.push_back(from.levels[code]);
      cut.inputs.push_back(first + static_cast<Index>(code));
    }
    for (Index code = std::ssize(from.levels); code < from.code_count(); ++code) cut.inputs.push_back(first + code);
    first += from.code_count();
  }
  for (; first < shape.one_hot_size(); ++first) cut.inputs.push_back(first);
  cut.encoder = Encoder(encoder.numeric(), std::move(categories), sequence);
  return cut;
}

/// Copies a tensor; if it has a row or a column per input, only those of the kept inputs.
void copy_tensor(ConstSpan from, const ParameterBlock& old, std::span<const Index> inputs, Index all_inputs, Span to) {
  if (from.size() == to.size()) {
    std::ranges::copy(from, to.begin());
    return;
  }
  const Index width = old.rows == all_inputs ? old.columns : 1;
  auto at = to.begin();
  for (const Index input : inputs) {
    at = std::ranges::copy(from.subspan(static_cast<std::size_t>(input * width), static_cast<std::size_t>(width)), at)
             .out;
  }
}

Network cut_network(const Network& network, const CutEncoder& cut) {
  Network smaller(cut.encoder.shape(), {network.hidden().begin(), network.hidden().end()});
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    const std::vector<ParameterBlock> old = network.parameter_blocks(layer), blocks = smaller.parameter_blocks(layer);
    for (std::size_t b = 0; b < old.size(); ++b) {
      copy_tensor(network.block(old[b]), old[b], cut.inputs, network.input_shape().one_hot_size(),
                  smaller.block(blocks[b]));
    }
  }
  return smaller;
}

}  // namespace

LevelsByColumn page_levels(const Classifier& model, const LevelsByColumn& needed) {
  LevelsByColumn kept;
  for (const ColumnSchema& column : model.schema.columns) {
    if (!column.dropped.empty() || column.levels.size() <= kPageLevels) continue;
    std::set<std::string>& levels = kept[column.name];
    if (const auto more = needed.find(column.name); more != needed.end()) levels = more->second;
    for (const Encoder& encoder : model.encoders) {
      for (const CategoryEncoding& encoding : encoder.categories()) {
        if (encoding.column != column.name) continue;
        const std::size_t count = std::min(kPageLevels, encoding.levels.size());  // the most frequent stand first
        levels.insert(encoding.levels.begin(), encoding.levels.begin() + static_cast<std::ptrdiff_t>(count));
        if (!encoding.reference.empty()) levels.insert(encoding.reference);
      }
    }
  }
  return kept;
}

Classifier with_levels(const Classifier& model, const LevelsByColumn& kept) {
  Classifier smaller = model;
  for (ColumnSchema& column : smaller.schema.columns) {
    const auto levels = kept.find(column.name);
    if (levels == kept.end()) continue;
    std::erase_if(column.levels, [&](const std::string& level) { return !levels->second.contains(level); });
  }
  std::vector<CutEncoder> encoders;
  for (const Encoder& encoder : model.encoders) encoders.push_back(cut_encoder(encoder, model.schema.sequence, kept));
  for (Member& member : smaller.members) member.network = cut_network(member.network, encoders[member.encoder]);
  for (std::size_t i = 0; i < encoders.size(); ++i) smaller.encoders[i] = std::move(encoders[i].encoder);
  return smaller;
}

}  // namespace binet
