#include "model/gate_steps.hpp"

#include "math/sigmoid.hpp"
#include "model/member.hpp"
#include "table/sequence_index.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace binet {

GateSteps gate_steps(const Classifier& model, const Table& table, Index row) {
  const SequenceIndex index(table, model.schema.sequence);
  GateSteps steps;
  const RowRange range = index.whole(row);
  for (Index p = range.begin; p < range.end; ++p) steps.rows.push_back(index.order()[static_cast<std::size_t>(p)]);
  for (const double logit : model.logits(table, steps.rows)) steps.probability.push_back(sigmoid(logit));
  const Member& member = model.members[0];
  steps.layer = member.network.layer(0).type();
  const Features features = model.encoders[member.encoder].encode(table, {&steps.rows.back(), 1});
  const auto& layer = dynamic_cast<const detail::RecurrentLayer&>(member.network.layer(0));
  LayerCache cache;
  layer.forward(member.network.layer_parameters(0), LayerInput(features, {0, 1}), cache, nullptr);
  steps.values = layer.step_values(cache);
  return steps;
}

std::vector<std::string_view> gate_names(const Network& network, std::size_t layer) {
  const auto* recurrent = dynamic_cast<const detail::RecurrentLayer*>(&network.layer(layer));
  if (recurrent == nullptr) return {""};
  return recurrent->gate_names();
}

std::vector<Index> units_by_movement(const MatrixD& state) {
  std::vector<double> movement(static_cast<std::size_t>(state.cols()), 0);
  for (Index u = 0; u < state.cols(); ++u) {
    movement[static_cast<std::size_t>(u)] = std::abs(state(0, u));
    for (Index t = 1; t < state.rows(); ++t) {
      movement[static_cast<std::size_t>(u)] += std::abs(state(t, u) - state(t - 1, u));
    }
  }
  std::vector<Index> units(movement.size());
  std::iota(units.begin(), units.end(), Index{0});
  std::ranges::stable_sort(units, std::ranges::greater(),
                           [&](Index u) { return movement[static_cast<std::size_t>(u)]; });
  return units;
}

}  // namespace binet
