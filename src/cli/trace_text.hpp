#pragma once

#include "json/json_layout.hpp"
#include "train/network_trace.hpp"

#include <span>
#include <string>

namespace binet {

struct TraceTextOptions {
  int digits = 7;    ///< significant digits
  bool all = false;  ///< also print all units and parameters of large layers, not only the largest
};

/// The steps as a person follows them with a pencil: z and a of every unit, then delta from the output back to the
/// first layer, then each parameter's derivative with its formula, and its new value.
std::string print_trace(const TraceSubject&, const Table&, std::span<const TraceStep>, const TraceTextOptions&);

/// The steps as JSON, with every number.
Json trace_to_json(const TraceSubject&, std::span<const TraceStep>);

}  // namespace binet
