#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"
#include "nn/network.hpp"
#include "nn/recurrent_layer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a recurrent layer does with one sequence of a table, step by step.
struct GateSteps {
  std::vector<Index> rows;          ///< of the table, in order of time
  std::vector<double> probability;  ///< after each row, from the rows so far; calibrated
  std::string layer;                ///< "lstm"
  std::vector<detail::StepValues> values;  ///< gates, then memory and state: steps × units
};

/// Runs a model of sequences over the whole sequence that holds `row`. The table has the columns of sequence and order.
GateSteps gate_steps(const Classifier&, const Table&, Index row);

/// The gates of a recurrent layer in the order of the columns of its weights; of any other layer one without a name.
std::vector<std::string_view> gate_names(const Network&, std::size_t layer);

/// Units of a layer, those whose state moves most from step to step first; `state` is steps × units.
std::vector<Index> units_by_movement(const MatrixD& state);

}  // namespace binet
