#pragma once

#include "binet/base/types.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

namespace binet {

/// Logits of rows that were made by changing cells. Unlike Classifier::logits, a term (model.terms) of them without a
/// finite value, such as the logarithm of a number below 0, counts as missing: no file holds such a row.
VectorD hypothetical_logits(const Classifier&, const Table&);
VectorD hypothetical_probabilities(const Classifier&, const Table&);

}  // namespace binet
