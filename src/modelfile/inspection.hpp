#pragma once

#include "json/json_layout.hpp"
#include "binet/model/classifier.hpp"

#include <string>
#include <vector>

namespace binet {

/// One weight of a layer, named by the input (in the first layer a column) and the unit, counted from 1, that it
/// connects, and in a recurrent layer the gate.
struct NamedWeight {
  std::string tensor, input, gate;
  Index unit = 0;
  double value = 0;
};

/// A tensor's shape and Euclidean norm.
struct TensorSummary {
  std::string name;
  Index rows = 0, columns = 0;
  double norm = 0;
};

struct LayerSummary {
  std::string description;  ///< "dense 64 relu"
  Index parameters = 0;
  std::vector<TensorSummary> tensors;
  std::vector<NamedWeight> largest;  ///< in order of falling absolute value, without biases
};

/// The layers of a member, each with its `largest` largest weights.
std::vector<LayerSummary> summarize_layers(const Classifier&, std::size_t member, std::size_t largest);

/// Everything known about a model without its data, as JSON. `weights` adds every tensor.
Json inspection_to_json(const Classifier&, bool weights);

}  // namespace binet
