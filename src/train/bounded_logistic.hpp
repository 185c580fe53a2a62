#pragma once

#include "features/encoder.hpp"
#include "linear/fold_fits.hpp"
#include "linear/logistic.hpp"
#include "train/training_data.hpp"

#include <string>
#include <vector>

namespace binet {

/// True if model.increasing or model.decreasing names a column.
bool is_bounded(const ModelConfig&);

/// By parameter of a linear model over the encoder's columns: 1 where it may not be below 0, −1 where not above, else
/// 0. Throws UsageError for a name that is no numeric column of the model by itself, and for a column that a term reads
/// too.
std::vector<int> bound_signs(const ModelConfig&, const Schema&, const Encoder&);

/// Logistic regression within bounds; `start` may be empty.
LogisticFit solve_bounded(const Examples&, const LogisticSettings&, const std::vector<int>& signs);

/// Held-out logits by refits within the same bounds, without the folds given, or without folds dealt by class.
detail::LeftOutLogits judge_bounded(const Examples&, const VectorD& parameters, const LogisticSettings&,
                                    const std::vector<int>& signs, std::uint64_t seed, const std::vector<Split>& folds);

/// "model.increasing, model.decreasing hold 2 of 3 coefficients at 0: 'age', 'dose'".
std::string describe_bounds(const Encoder&, const std::vector<int>& signs, const VectorD& parameters);

}  // namespace binet
