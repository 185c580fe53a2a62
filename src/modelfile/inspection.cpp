#include "modelfile/inspection.hpp"

#include "base/number_text.hpp"
#include "model/member.hpp"

#include <nlohmann/json.hpp>
#include "binet/model/coefficients.hpp"
#include "model/gate_steps.hpp"
#include "modelfile/model_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace binet {

namespace {

std::string describe_layer_type(const LayerSpec& spec) {
  std::string text = spec.type;
  if (spec.units > 0) text += " " + std::to_string(spec.units);
  if (layer_type(spec.type).reads("activation")) text += " " + spec.activation;
  if (spec.rate > 0) text += " " + shortest_digits(spec.rate);
  if (spec.input_scale) text += ", inputs scaled";
  return text;
}

/// Names of the inputs of a first layer: the dense columns, the codes of each category, the bins of each binned column.
std::vector<std::string> input_names(const Encoder& encoder) {
  std::vector<std::string> names = encoder.dense_names();
  for (std::size_t c = 0; c < encoder.categories().size(); ++c) {
    std::ranges::move(encoder.code_names(static_cast<Index>(c)), std::back_inserter(names));
  }
  for (const NumericEncoding& encoding : encoder.numeric()) {
    for (std::size_t bin = 1; bin < encoding.edges.size(); ++bin) {
      names.push_back(encoding.column + " bin " + std::to_string(bin));
    }
  }
  return names;
}

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
      layer < network.hidden().size() ? describe_layer_type(network.hidden()[layer]) : "output: dense 1, sigmoid";
  const std::vector<std::string> inputs = layer == 0 ? input_names(encoder) : std::vector<std::string>();
  const std::vector<std::string_view> gates = gate_names(network, layer);
  std::vector<NamedWeight> weights;
  for (const ParameterBlock& block : network.parameter_blocks(layer)) {
    const ConstSpan values = network.block(block);
    double squares = 0;
    for (const Scalar value : values) squares += static_cast<double>(value) * static_cast<double>(value);
    summary.parameters += block.size();
    summary.tensors.push_back({block.name, block.rows, block.columns, std::sqrt(squares)});
    if (block.kind != ParameterKind::weight || largest == 0) continue;
    for (Index row = 0; row < block.rows; ++row) {
      const bool of_features = layer == 0 && block.name != "recurrent";
      const std::string input = of_features ? inputs[static_cast<std::size_t>(row)] : "unit " + std::to_string(row + 1);
      for (Index unit = 0; unit < block.columns; ++unit) {
        const auto at = static_cast<std::size_t>(row * block.columns + unit);
        const Index units = block.columns / std::ssize(gates);
        const std::string gate(gates[static_cast<std::size_t>(unit / units)]);
        weights.push_back({block.name, input, gate, unit % units + 1, static_cast<double>(values[at])});
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
    if (c.aliased) item["estimate"] = "aliased";
    if (c.unbounded) item["estimate"] = c.undetermined ? "undetermined" : "unbounded";
    if (c.reference) item["reference"] = true;
    if (c.fixed) item["fixed"] = true;
    if (!std::isnan(c.standard_error)) {
      item["standard_error"] = c.standard_error;
      item["z"] = c.z;
      item["p_value"] = c.p_value;
      item["interval_95"] = {c.lower, c.upper};
      item["odds_ratio_interval_95"] = {c.odds_ratio_lower, c.odds_ratio_upper};
    }
    list.push_back(std::move(item));
  }
  return list;
}

/// The value with the digits of a model file, so that both show the same numbers.
double as_in_file(Scalar value) {
  double number = 0;
  const std::string digits = shortest_digits(value);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

Json rows_to_json(const TensorRows& tensor) {
  Json rows = Json::array();
  std::size_t begin = 0;
  for (const std::size_t end : tensor.row_ends) {
    Json& row = rows.emplace_back(Json::array());
    for (; begin < end; ++begin) row.push_back(as_in_file(tensor.numbers[begin]));
  }
  return rows;
}

void add_summaries(const Classifier& model, const std::vector<TensorRows>& tensors, bool weights, Json& document) {
  constexpr std::size_t kLargest = 10;
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    const std::vector<LayerSummary> layers = summarize_layers(model, m, kLargest);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      Json& item = document["members"][m]["layers"][i];
      item["parameters"] = layers[i].parameters;
      for (std::size_t t = 0; t < layers[i].tensors.size(); ++t) {
        item["tensors"][t]["norm"] = layers[i].tensors[t].norm;
        if (weights) {
          Json& values = item["tensors"][t]["values"];
          values = rows_to_json(tensors[values.get<std::size_t>()]);
        } else {
          item["tensors"][t].erase("values");
        }
      }
      Json& largest = item["largest_weights"] = Json::array();
      for (const NamedWeight& w : layers[i].largest) {
        largest.push_back({{"tensor", w.tensor}, {"input", w.input}, {"unit", w.unit}, {"value", w.value}});
        if (!w.gate.empty()) largest.back()["gate"] = w.gate;
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
  std::vector<TensorRows> tensors;
  Json document = model_to_document(model, tensors);
  add_summaries(model, tensors, weights, document);
  if (Json coefficients = coefficients_to_json(model); !coefficients.empty()) {
    document["coefficients"] = std::move(coefficients);
  }
  if (const auto& likelihood = model.report.likelihood) {
    document["likelihood"] = {{"deviance", likelihood->deviance},
                              {"null_deviance", likelihood->null_deviance},
                              {"aic", likelihood->aic()},
                              {"pseudo_r2", likelihood->pseudo_r2()}};
  }
  return document;
}

}  // namespace binet
