#pragma once

#include "binet/table/table.hpp"

#include <string>
#include <vector>

namespace binet {

/// Texts that occur in a category column only in rows without a target, if there are few of them and all other texts of
/// the column contain digits: without them the column may be numeric. `except`: columns that are always categories.
std::vector<std::string> words_of_unlabelled_rows(const Table&, const std::string& target,
                                                  const std::vector<std::string>& except);

}  // namespace binet
