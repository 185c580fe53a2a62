#pragma once

#include "binet/table/schema.hpp"
#include "features/encoder.hpp"

#include <string>

namespace binet {

// How the offset of a logistic regression gets into its model: as the last numeric input, unscaled, with weight 1.

/// The schema without the offset's column, which is no feature of the fit.
Schema without_offset(Schema, const std::string& offset);
/// Names the offset in a schema that has its column, which is used even if it is constant. No effect without a name.
void name_offset(const std::string& offset, Schema&);
/// The encoder with the offset as its last numeric column; the encoder itself without a name.
Encoder with_offset(const Encoder&, const std::string& offset);
/// The entries of parameters, as in LinearLayout, with `value` at the offset's place.
VectorD with_offset(const Encoder& without, const std::string& offset, const VectorD& parameters, double value);

}  // namespace binet
