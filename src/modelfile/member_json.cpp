#include "modelfile/member_json.hpp"

#include "binet/base/error.hpp"
#include "modelfile/field_checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace binet {

namespace {

/// The type and the settings that it reads; an unknown type has none.
template <class Spec, class Field>
void describe_layer(Spec& layer, Field&& field) {
  const LayerSpec usual;
  field("type", layer.type);
  const auto known = std::ranges::find(layer_types(), layer.type, &LayerType::name);
  const auto read = [&](const char* name, auto& value, const auto& usual_value) {
    if (known != layer_types().end() && known->reads(name)) field(name, value, usual_value);
  };
  read("units", layer.units, usual.units);
  read("activation", layer.activation, usual.activation);
  read("rate", layer.rate, usual.rate);
  read("input_scale", layer.input_scale, usual.input_scale);
}

Json layer_to_json(const Network& network, std::size_t layer, std::vector<TensorRows>& tensors) {
  const LayerSpec spec = layer < network.hidden().size() ? network.hidden()[layer] : output_layer();
  Json item;
  describe_layer(spec, FieldWriter(item));
  Json& blocks = item["tensors"] = Json::array();
  for (const ParameterBlock& block : network.parameter_blocks(layer)) {
    const ConstSpan numbers = network.block(block);
    TensorRows rows{{numbers.begin(), numbers.end()}, {}};
    for (Index row = 1; row <= block.rows; ++row)
      rows.row_ends.push_back(static_cast<std::size_t>(row * block.columns));
    blocks.push_back({{"name", block.name}, {"shape", {block.rows, block.columns}}, {"values", tensors.size()}});
    tensors.push_back(std::move(rows));
  }
  return item;
}

void read_tensor(const JsonPlace& place, const TensorRows& rows, const ParameterBlock& block, Span values) {
  const auto shape = place["shape"].get<std::vector<Index>>();
  if (shape != std::vector<Index>{block.rows, block.columns}) {
    place["shape"].fail("[" + std::to_string(block.rows) + ", " + std::to_string(block.columns) + "]");
  }
  const std::string where = place.file() + ": " + place.path() + ".values: ";
  const auto columns = static_cast<std::size_t>(block.columns);
  if (rows.row_ends.size() != static_cast<std::size_t>(block.rows)) {
    throw Error(where + "expected " + std::to_string(block.rows) + " rows, found " +
                std::to_string(rows.row_ends.size()));
  }
  for (std::size_t row = 0; row < rows.row_ends.size(); ++row) {
    const std::size_t found = rows.row_ends[row] - (row == 0 ? 0 : rows.row_ends[row - 1]);
    if (found == columns) continue;
    throw Error(where + "row " + std::to_string(row + 1) + ": expected " + std::to_string(columns) +
                " numbers, found " + std::to_string(found));
  }
  std::copy(rows.numbers.begin(), rows.numbers.end(), values.begin());
}

void read_layer(const JsonPlace& place, const std::vector<TensorRows>& tensors, std::size_t layer, Network& network) {
  const std::vector<ParameterBlock> blocks = network.parameter_blocks(layer);
  const JsonPlace list = place["tensors"];
  if (list.size() != blocks.size()) list.fail("a list of " + std::to_string(blocks.size()));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const JsonPlace tensor = list[i];
    tensor.require_keys({"name", "shape", "values"});
    if (tensor["name"].get<std::string>() != blocks[i].name) tensor["name"].fail("\"" + blocks[i].name + "\"");
    const auto index = tensor["values"].get<std::uint64_t>();
    if (index >= tensors.size()) tensor["values"].fail("a list of rows");
    read_tensor(tensor, tensors[index], blocks[i], network.block(blocks[i]));
  }
}

Json shape_to_json(const FeatureShape& shape) {
  return {{"dense", shape.dense}, {"levels", shape.levels}, {"bins", shape.bins}};
}

void require_shape(const JsonPlace& place, const FeatureShape& shape) {
  const Json expected = shape_to_json(shape);
  place.require_keys({"dense", "levels", "bins"});
  for (const auto& item : expected.items()) {
    if (place[item.key()].value() != item.value()) place.fail("the shape its encoder makes: " + expected.dump());
  }
}

/// Checked before memory is allocated: a network has no more parameters than the file has numbers. Finds a number of
/// units that does not fit the tensors, whatever shapes these claim.
void require_numbers_for(const JsonPlace& layers, const std::vector<LayerSpec>& specs,
                         const std::vector<TensorRows>& tensors) {
  double numbers = 0, units_below = 1;
  for (const TensorRows& rows : tensors) numbers += static_cast<double>(rows.numbers.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto units = static_cast<double>(specs[i].units);
    if (units < 0 || units * units_below > numbers)
      layers[i]["units"].fail("a number of units that fits the weights in the file");
    if (units > 0) units_below = units;
  }
}

/// Impossible layers are an error in the file, not in the user's request.
Network make_network(const FeatureShape& shape, std::vector<LayerSpec> specs, const JsonPlace& place) {
  try {
    return Network(shape, std::move(specs));
  } catch (const UsageError& error) {
    throw Error(place.file() + ": " + place.path() + ": " + error.what());
  }
}

}  // namespace

Json member_to_json(const Member& member, std::vector<TensorRows>& tensors) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < member.network.layer_count(); ++i) {
    layers.push_back(layer_to_json(member.network, i, tensors));
  }
  return {{"encoder", member.encoder},
          {"weight", member.weight},
          {"input", shape_to_json(member.network.input_shape())},
          {"layers", std::move(layers)}};
}

Member member_from_json(const JsonPlace& place, const std::vector<TensorRows>& tensors,
                        const std::vector<Encoder>& encoders) {
  place.require_keys({"encoder", "weight", "input", "layers"});
  const auto encoder = place["encoder"].get<std::uint64_t>();
  if (encoder >= encoders.size()) place["encoder"].fail("an index below " + std::to_string(encoders.size()));
  const FeatureShape shape = encoders[encoder].shape();
  const JsonPlace input = place["input"], layers = place["layers"];
  require_shape(input, shape);

  std::vector<LayerSpec> specs(layers.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const JsonPlace layer = layers[i];
    FieldReader reader(layer);
    describe_layer(specs[i], reader);
    reader.finish({"tensors"});
  }
  if (specs.empty() || specs.back() != output_layer()) layers.fail("a dense layer with one unit at the end");
  require_numbers_for(layers, specs, tensors);
  specs.pop_back();

  Member member{encoder, read_share(place["weight"]), make_network(shape, std::move(specs), layers)};
  for (std::size_t i = 0; i < layers.size(); ++i) read_layer(layers[i], tensors, i, member.network);
  return member;
}

void require_shares(const JsonPlace& members, const std::vector<Member>& read) {
  constexpr double kRounding = 1e-6;
  double sum = 0;
  for (const Member& member : read) sum += member.weight;
  if (std::abs(sum - 1) <= kRounding) return;
  throw Error(members.file() + ": " + members.path() + ": the weights add up to " + std::to_string(sum) +
              "; expected 1");
}

}  // namespace binet
