#pragma once

#include "binet/json/json_layout.hpp"
#include "binet/model/evidence.hpp"
#include "json/json_place.hpp"

namespace binet {

/// What a report shows of the training, as the model file keeps it; empty parts are left out.
Json evidence_to_json(const Evidence&);

/// Reads it back. Lists of different lengths, bins out of order and counts below 0 are Errors that name their place.
Evidence evidence_from_json(const JsonPlace&);

}  // namespace binet
