#include "binet/model/inspection.hpp"

#include <nlohmann/json.hpp>
#include "binet/model/coefficients.hpp"
#include "binet/model/model_file.hpp"

#include <algorithm>
#include <cmath>

namespace binet {

namespace {

std::string describe_layer(const LayerSpec& spec) {
  std::string text = spec.type;
  if (spec.units > 0) text += " " + std::to_string(spec.units);
  if (spec.units > 0 || spec.type == "activation") text += " " + spec.activation;
  if (spec.rate > 0) text += " " + shortest_digits(spec.rate);
  if (spec.input_scale) text += ", inputs scaled";
  return text;
}

/// Names of the inputs, a list for each of a first layer's tables: the dense columns, each category, each binned
/// column.
std::vector<std::vector<std::string>> input_names(const Encoder& encoder) {
  std::vector<std::vector<std::string>> tables{encoder.dense_names()};
  for (std::size_t c = 0; c < encoder.categories().size(); ++c) {
    tables.push_back(encoder.code_names(static_cast<Index>(c)));
  }
  for (const NumericEncoding& encoding : encoder.numeric()) {
    if (encoding.edges.empty()) continue;
    std::vector<std::string> bins;
    for (std::size_t bin = 0; bin + 1 < encoding.edges.size(); ++bin) {
      bins.push_back(encoding.column + " bin " + std::to_string(bin + 1));
    }
    tables.push_back(std::move(bins));
  }
  return tables;
}

/// Row names of a first layer's weight tensors, which come in the order of the tables; a gated layer has them twice.
class FirstLayerNames {
 public:
  explicit FirstLayerNames(const Encoder& encoder) : tables_(input_names(encoder)) {
    std::erase_if(tables_, [](const auto& table) { return table.empty(); });
  }
  std::string name(const ParameterBlock& block, Index row) {
    if (block.offset != current_) {
      current_ = block.offset;
      table_ = tables_.empty() ? 0 : next_++ % tables_.size();
    }
    const bool known = table_ < tables_.size() && static_cast<Index>(tables_[table_].size()) == block.rows;
    return known ? tables_[table_][static_cast<std::size_t>(row)] : "input " + std::to_string(row + 1);
  }

 private:
  std::vector<std::vector<std::string>> tables_;
  std::size_t next_ = 0, table_ = 0;
  Index current_ = -1;
};

std::vector<NamedWeight> largest_weights(std::vector<NamedWeight> weights, std::size_t count) {
  const auto kept = static_cast<std::ptrdiff_t>(std::min(count, weights.size()));
  std::partial_sort(weights.begin(), weights.begin() + kept, weights.end(),
                    [](const NamedWeight& a, const NamedWeight& b) { return std::abs(a.value) > std::abs(b.value); });
  weights.resize(static_cast<std::size_t>(kept));
  return weights;
}

LayerSummary summarize_layer(const Network& network, std::size_t layer, const Encoder& encoder, std::size_t largest) {
  LayerSummary summary;
  summary.description =
      layer < network.hidden().size() ? describe_layer(network.hidden()[layer]) : "output: dense 1, sigmoid";
  FirstLayerNames first_layer(encoder);
  std::vector<NamedWeight> weights;
  for (const ParameterBlock& block : network.parameter_blocks(layer)) {
    const ConstSpan values = network.block(block);
    double squares = 0;
    for (const Scalar value : values) squares += static_cast<double>(value) * static_cast<double>(value);
    summary.parameters += block.size();
    summary.tensors.push_back({block.name, block.rows, block.columns, std::sqrt(squares)});
    if (block.kind != ParameterKind::weight || largest == 0) continue;
    for (Index row = 0; row < block.rows; ++row) {
      const std::string input = layer == 0 ? first_layer.name(block, row) : "unit " + std::to_string(row + 1);
      for (Index unit = 0; unit < block.columns; ++unit) {
        const auto at = static_cast<std::size_t>(row * block.columns + unit);
        weights.push_back({block.name, input, unit + 1, static_cast<double>(values[at])});
      }
    }
  }
  summary.largest = largest_weights(std::move(weights), largest);
  return summary;
}

Json coefficients_to_json(const Classifier& model) {
  Json list = Json::array();
  for (const Coefficient& c : logistic_coefficients(model)) {
    Json item{{"name", c.name}, {"scaled", c.scaled}, {"original", c.original}, {"odds_ratio", c.odds_ratio}};
    if (!std::isnan(c.standard_error)) {
      item["standard_error"] = c.standard_error;
      item["z"] = c.z;
      item["p_value"] = c.p_value;
      item["interval_95"] = {c.lower, c.upper};
    }
    list.push_back(std::move(item));
  }
  return list;
}

void add_summaries(const Classifier& model, Json& document, bool weights) {
  constexpr std::size_t kLargest = 10;
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    const std::vector<LayerSummary> layers = summarize_layers(model, m, kLargest);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      Json& item = document["members"][m]["layers"][i];
      item["parameters"] = layers[i].parameters;
      for (std::size_t t = 0; t < layers[i].tensors.size(); ++t) {
        item["tensors"][t]["norm"] = layers[i].tensors[t].norm;
        if (!weights) item["tensors"][t].erase("values");
      }
      Json& largest = item["largest_weights"] = Json::array();
      for (const NamedWeight& w : layers[i].largest) {
        largest.push_back({{"tensor", w.tensor}, {"input", w.input}, {"unit", w.unit}, {"value", w.value}});
      }
    }
  }
}

}  // namespace

std::vector<LayerSummary> summarize_layers(const Classifier& model, std::size_t member, std::size_t largest) {
  const Member& chosen = model.members.at(member);
  std::vector<LayerSummary> layers;
  for (std::size_t i = 0; i < chosen.network.layer_count(); ++i) {
    layers.push_back(summarize_layer(chosen.network, i, model.encoders[chosen.encoder], largest));
  }
  return layers;
}

Json inspection_to_json(const Classifier& model, bool weights) {
  Json document = Json::parse(print_model(model));
  add_summaries(model, document, weights);
  if (Json coefficients = coefficients_to_json(model); !coefficients.empty()) {
    document["coefficients"] = std::move(coefficients);
  }
  return document;
}

}  // namespace binet
