#pragma once

#include "binet/model/coefficients.hpp"

#include <string>
#include <vector>

namespace binet {

/// One sentence per column whose reference level has fewer than ten training rows, although another level has more:
/// what it is compared with, and how to choose another. Empty for models that keep no counts of their levels.
std::string note_on_rare_references(const Classifier&, const std::vector<Coefficient>&);

}  // namespace binet
