#pragma once

#include "nn/layer.hpp"

#include <string_view>
#include <vector>

namespace binet::detail {

/// What a recurrent layer computed at each step of one sequence.
struct StepValues {
  std::string_view name;  ///< "input", "forget", "cell", …
  bool gate = false;      ///< opens and closes, from 0 to 1; false: a value
  MatrixD values;         ///< steps × units
};

/// A layer over sequences, whose steps can be looked at.
class RecurrentLayer : public Layer {
 public:
  /// After forward of one example: its gates first, then its memory and its state.
  virtual std::vector<StepValues> step_values(const LayerCache&) const = 0;
  /// The parts of its weights, each with as many columns as there are units.
  virtual std::vector<std::string_view> gate_names() const = 0;
};

/// Columns from `first` on of every row, as many as there are units.
MatrixD step_matrix(const Buffer& rows, Index first, Index units);

}  // namespace binet::detail
