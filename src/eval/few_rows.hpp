#pragma once

#include "binet/eval/predictions.hpp"

#include <string>
#include <vector>

namespace binet {

/// With fewer rows of a class, metrics rest on these few and their standard errors are rough.
inline constexpr int kEnoughOfClass = 10;

/// True if the rows have fewer than kEnoughOfClass of a class, or none.
bool has_few_rows(const Predictions&);

/// A sentence that names these groups; empty without any.
std::string note_on_small_groups(const std::vector<std::string>& names);

}  // namespace binet
