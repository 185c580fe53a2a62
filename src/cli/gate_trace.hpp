#pragma once

#include "binet/model/classifier.hpp"
#include "csv/csv.hpp"
#include "json/json_layout.hpp"
#include "nn/recurrent_layer.hpp"

#include <string>
#include <vector>

namespace binet {

/// What a recurrent layer does with one sequence, step by step.
struct GateTrace {
  std::string column, sequence;      ///< the sequence column and its value
  std::string order_column;          ///< empty: the order of the file
  std::vector<std::string> order;    ///< cells of the order column, or line numbers
  std::vector<double> probability;   ///< from the rows so far, calibrated
  std::string layer;                 ///< "lstm"
  std::vector<detail::StepValues> values;
};

/// Traces the sequence that holds a row of the file (from 0). Throws UsageError for a row that the file does not have.
GateTrace trace_gates(const Classifier&, const std::string& data, const CsvOptions&, Index row);

/// Gates over time in characters: the mean over all units, and the units whose state moves most; with `all` every unit.
std::string print_gates(const GateTrace&, bool all);

Json gates_to_json(const GateTrace&);

}  // namespace binet
