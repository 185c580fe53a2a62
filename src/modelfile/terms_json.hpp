#pragma once

#include "json/json_layout.hpp"
#include "binet/table/schema.hpp"
#include "json/json_place.hpp"

#include <vector>

namespace binet {

/// The columns that a model computes, as the model file keeps them.
Json terms_to_json(const std::vector<TermSchema>&);

/// Reads them back. A factor that reads no column of the schema, arithmetic that cannot be read, and polynomials whose
/// pieces do not fit their knots are Errors that name their place.
std::vector<TermSchema> terms_from_json(const JsonPlace&, const Schema&);

}  // namespace binet
