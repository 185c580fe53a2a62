#include "train/initial_weights.hpp"

#include "base/setting_error.hpp"
#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "io/byte_source.hpp"
#include "json/json_text.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace binet {
namespace {

std::string shape_text(const ParameterBlock& block) {
  return std::to_string(block.rows) + " × " + std::to_string(block.columns);
}

/// A block's numbers from a list of rows, or from a list of numbers where there is one row or one column.
void read_block(const Json& json, const std::string& place, const ParameterBlock& block, VectorD& parameters) {
  std::vector<double> numbers;
  const auto add = [&](const Json& value) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
      throw UsageError(place + ": expected a number, found " + show_json(value));
    }
    numbers.push_back(value.get<double>());
  };
  const bool flat = json.is_array() && !json.empty() && !json[0].is_array();
  const bool by_rows = json.is_array() && !flat && static_cast<Index>(json.size()) == block.rows;
  if (flat && (block.rows == 1 || block.columns == 1)) {
    for (const Json& value : json) add(value);
  } else if (by_rows) {
    for (const Json& row : json) {
      if (!row.is_array() || static_cast<Index>(row.size()) != block.columns) numbers.clear();
      if (!row.is_array() || static_cast<Index>(row.size()) != block.columns) break;
      for (const Json& value : row) add(value);
    }
  }
  if (static_cast<Index>(numbers.size()) != block.size()) {
    throw UsageError(place + ": expected " + shape_text(block) + " numbers, one row per input" +
                     (json.is_array() ? ", found " + std::to_string(json.size()) + (flat ? " numbers" : " rows")
                                      : ", found " + show_json(json)));
  }
  for (Index i = 0; i < block.size(); ++i) parameters[block.offset + i] = numbers[static_cast<std::size_t>(i)];
}

void read_layer(const Json& layer, const std::string& place, const std::vector<ParameterBlock>& blocks,
                VectorD& parameters) {
  if (!layer.is_object()) throw UsageError(place + ": expected an object, found " + show_json(layer));
  std::string known;
  for (const ParameterBlock& block : blocks) {
    known += (known.empty() ? "" : ", ") + block.name;
    if (const auto found = layer.find(block.name); found != layer.end()) {
      read_block(*found, place + "." + block.name, block, parameters);
    } else if (block.kind == ParameterKind::weight) {
      throw UsageError(place + ": \"" + block.name + "\" is missing: expected " + shape_text(block) + " numbers");
    } else {
      parameters.segment(block.offset, block.size()).setConstant(block.kind == ParameterKind::scale ? 1 : 0);
    }
  }
  for (const auto& [name, value] : layer.items()) {
    bool is_known = false;
    for (const ParameterBlock& block : blocks) is_known |= block.name == name;
    if (!is_known) throw UsageError(place + ": unknown key \"" + name + "\"; expected one of " + known);
  }
}

VectorD read_model(const std::string& text, const std::string& path, const Network& network) {
  const Classifier model = parse_model(text, path);
  const Network& first = model.members.front().network;
  if (first.input_shape() != network.input_shape() ||
      !std::ranges::equal(first.hidden(), network.hidden())) {
    throw UsageError(path + ": the model's network has other inputs or layers than this one (" +
                     std::to_string(first.parameter_count()) + " parameters, expected " +
                     std::to_string(network.parameter_count()) + ")");
  }
  return first.parameters().cast<double>();
}

/// Errors begin with `path`.
VectorD parse_weights(const std::string& text, const std::string& path, const Network& network) {
  const Json json = parse_json(text, path);
  if (json.is_object() && json.contains("format")) return read_model(text, path, network);
  if (!json.is_object() || !json.contains("layers") || !json["layers"].is_array()) {
    throw UsageError(path + ": expected {\"layers\": [{\"weights\": [[…]], \"bias\": […]}, …]} or a model file");
  }
  std::vector<std::vector<ParameterBlock>> blocks;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (auto of_layer = network.parameter_blocks(i); !of_layer.empty()) blocks.push_back(std::move(of_layer));
  }
  const Json& layers = json["layers"];
  if (layers.size() != blocks.size()) {
    throw UsageError(path + ": layers: found " + std::to_string(layers.size()) + ", expected " +
                     std::to_string(blocks.size()) + ": one per layer with weights, the output layer last");
  }
  VectorD parameters(network.parameter_count());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    read_layer(layers[i], path + ": layers[" + std::to_string(i) + "]", blocks[i], parameters);
  }
  return parameters;
}

}  // namespace

VectorD read_weights(const std::string& source, const Network& network) {
  if (!source.starts_with('{')) return parse_weights(read_all(source), source, network);
  const std::string key = "model.weights";
  try {
    return parse_weights(source, key, network);
  } catch (const UsageError& error) {
    throw SettingError(key, std::string(error.what()).substr(key.size()));
  }
}

void load_weights(const std::string& source, Network& network) {
  network.parameters() = read_weights(source, network).cast<Scalar>();
}

}  // namespace binet
