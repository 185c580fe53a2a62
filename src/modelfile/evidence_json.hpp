#pragma once

#include "json/json_layout.hpp"
#include "json/json_place.hpp"
#include "model/evidence.hpp"

namespace binet {

/// The report data of training as stored in the model file; empty parts are left out.
Json evidence_to_json(const Evidence&);

/// Reads it. Throws Error with the place for lists of different lengths, bins out of order, and counts below 0.
Evidence evidence_from_json(const JsonPlace&);

}  // namespace binet
