#pragma once

#include "binet/model/classifier.hpp"
#include "json/json_layout.hpp"
#include "json/json_place.hpp"

namespace binet {

/// What is known of a model's training (rows, convergence, held-out metrics, evidence) as the model file stores it.
Json training_to_json(const TrainingReport&);

/// Reads it. Throws Error with the place.
TrainingReport training_from_json(const JsonPlace&);

}  // namespace binet
