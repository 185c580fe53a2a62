#pragma once

#include "binet/table/schema.hpp"
#include "json/json_layout.hpp"
#include "json/json_place.hpp"

#include <vector>

namespace binet {

/// The schema of a model as its file stores it: target, columns, and the columns that make sequences. Reading throws
/// Error with the place for what no schema may hold.
Json target_to_json(const TargetSchema&);
TargetSchema target_from_json(const JsonPlace&);

Json columns_to_json(const std::vector<ColumnSchema>&);
std::vector<ColumnSchema> columns_from_json(const JsonPlace&);

Json sequence_to_json(const SequenceColumns&);
SequenceColumns sequence_from_json(const JsonPlace&);

}  // namespace binet
