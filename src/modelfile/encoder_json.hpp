#pragma once

#include "binet/table/schema.hpp"
#include "json/json_layout.hpp"
#include "json/json_place.hpp"
#include "model/member.hpp"

namespace binet {

/// An encoder as the model file stores it. The levels of a category are omitted if it uses all levels of its column.
Json encoder_to_json(const Encoder&, const Schema&);

/// Reads it. Throws Error with the place for a column that the schema lacks or that is encoded twice, and for numbers
/// that no encoder may hold.
Encoder encoder_from_json(const JsonPlace&, const Schema&);

}  // namespace binet
