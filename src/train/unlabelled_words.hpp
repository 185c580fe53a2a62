#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Texts that stand in category columns only where the target is missing, if there are a few of them in a column whose
/// other texts all have digits: without them the column may be one of numbers. `except`: columns that are categories
/// whatever their texts are.
std::vector<std::string> words_of_unlabelled_rows(const Table&, const std::string& target,
                                                  const std::vector<std::string>& except);

}  // namespace binet
