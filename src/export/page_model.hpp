#pragma once

#include "binet/model/classifier.hpp"

#include <map>
#include <set>
#include <string>

namespace binet {

/// Levels of a column that a page's model knows, unless there are more cells to show.
inline constexpr std::size_t kPageLevels = 1000;

/// Levels by column.
using LevelsByColumn = std::map<std::string, std::set<std::string>>;

/// The columns of which a page cannot hold every level: the kPageLevels most frequent levels, the reference level and
/// those that are `needed`.
LevelsByColumn page_levels(const Classifier&, const LevelsByColumn& needed);

/// The model without the other levels of these columns and their weights; for rows of the levels kept its probabilities
/// are the same.
Classifier with_levels(const Classifier&, const LevelsByColumn& kept);

}  // namespace binet
