#pragma once

#include "features/encoder.hpp"
#include "features/fitted_rows.hpp"

namespace binet::detail {

/// The encoding of a category column: which levels have a code, which one is the reference, and the share of rows of
/// each. Throws UsageError if `settings.references` names a level of the column without a code of its own.
CategoryEncoding fit_category(const FittedRows&, const Column&, const EncoderSettings& settings);

}  // namespace binet::detail
