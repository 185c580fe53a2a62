#pragma once

#include "binet/model/evaluation.hpp"
#include "json/json_layout.hpp"

namespace binet {

/// Every metric with its standard error, the confusion matrix and the calibration, as JSON.
Json evaluation_to_json(const ScoredRows&);

}  // namespace binet
