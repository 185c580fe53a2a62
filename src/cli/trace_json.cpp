#include "cli/trace_parameters.hpp"
#include "cli/trace_text.hpp"

#include <nlohmann/json.hpp>

namespace binet {
namespace {

Json row_to_json(const MatrixD& numbers, Index row) {
  Json list = Json::array();
  for (Index column = 0; column < numbers.cols(); ++column) list.push_back(numbers(row, column) + 0.0);
  return list;
}

Json example_to_json(const TraceSubject& subject, const TraceStep& step, Index i) {
  const Index row = subject.rows[static_cast<std::size_t>(step.places[static_cast<std::size_t>(i)])];
  Json json{{"row", row + 1}};
  for (Index j = 0; j < step.batch.inputs.cols(); ++j) {
    json["inputs"][subject.input_names[static_cast<std::size_t>(j)]] = step.batch.inputs(i, j);
  }
  json["target"] = step.batch.target[i];
  json["share"] = step.batch.share[i];
  json["layers"] = Json::array();
  for (const TracedLayer& layer : step.pass.layers) {
    Json& item = json["layers"].emplace_back(
        Json{{"activation", layer.activation == nullptr ? "none" : layer.activation->name},
             {"z", row_to_json(layer.z, i)},
             {"a", row_to_json(layer.a, i)},
             {"slope", row_to_json(layer.slope, i)},
             {"delta", row_to_json(layer.delta, i)}});
    if (layer.kind == TracedLayer::Kind::normalise) {
      item["mean"] = layer.mean[i];
      item["deviation"] = layer.deviation[i];
      item["normal"] = row_to_json(layer.normal, i);
    } else if (layer.kind == TracedLayer::Kind::gated) {
      item["gate"] = row_to_json(layer.gate, i);
      item["gate_delta"] = row_to_json(layer.gate_delta, i);
    }
  }
  json["logit"] = step.pass.logit[i];
  json["probability"] = step.pass.probability[i];
  json["loss"] = step.pass.loss[i];
  return json;
}

}  // namespace

Json trace_to_json(const TraceSubject& subject, std::span<const TraceStep> steps) {
  const Loss& used = loss(subject.training.loss);
  Json json{{"loss", used.name},
            {"loss_formula", used.formula},
            {"loss_slope", used.slope_formula},
            {"optimizer", subject.training.optimizer},
            {"update", update_formula(subject)},
            {"learning_rate", subject.training.learning_rate},
            {"steps", Json::array()}};
  const std::vector<TracedParameter> parameters = traced_parameters(subject);
  for (const TraceStep& step : steps) {
    Json& item = json["steps"].emplace_back(Json{{"epoch", step.epoch}, {"rows", Json::array()}});
    for (Index i = 0; i < std::ssize(step.places); ++i) item["rows"].push_back(example_to_json(subject, step, i));
    item["objective"] = step.pass.objective;
    item["penalty"] = step.pass.penalty;
    item["parameters"] = Json::array();
    for (const TracedParameter& p : parameters) {
      Json& entry = item["parameters"].emplace_back(Json{{"layer", p.layer + 1}, {"name", p.name}});
      entry["value"] = step.before[p.index];
      entry["derivative"] = step.pass.gradient[p.index];
      if (step.numeric.size() > 0) entry["numeric"] = step.numeric[p.index];
      entry["step"] = step.step[p.index];
      entry["new"] = step.after[p.index];
    }
    item["engine_difference"] = step.engine_difference;
  }
  return json;
}

}  // namespace binet
