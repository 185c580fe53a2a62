#pragma once

#include "train/network_trace.hpp"

#include <string>
#include <vector>

namespace binet {

/// A parameter of a traced network, named by what it connects.
struct TracedParameter {
  Index index = 0;             ///< index in the parameter vector
  std::size_t layer = 0;       ///< from 0
  ParameterKind kind = ParameterKind::weight;
  Index from = 0, unit = 0;    ///< input and unit, from 0, if its kind has them
  std::string input;           ///< name of `from`: a column in the first layer, otherwise the unit's number
  std::string name;            ///< "w[age,1]", "b[1]", "s[age]"; of a gate "v[age,1]", "c[1]", "t[age]"; "gain[1]"
  bool of_gate = false;        ///< of the sigmoid of a gated layer
};

/// All parameters, layer by layer: for each unit its weights, then its bias; then the input scales; then the same of a
/// gate. For layer_norm, the gain and then the bias of each unit.
std::vector<TracedParameter> traced_parameters(const TraceSubject&);

/// The name of an input of a layer, shortened for a table.
std::string input_name(const TraceSubject&, std::size_t layer, Index input);

}  // namespace binet
