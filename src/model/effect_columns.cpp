#include "model/effect_columns.hpp"

#include "model/member.hpp"
#include "table/level_order.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace binet {

bool EffectPlace::reads_category(const std::string& name) const {
  if (definition == nullptr) return source.kind == DesignSource::Kind::code && source.column == name;
  return std::ranges::any_of(definition->factors, [&](const TermFactor& factor) {
    return factor.expression.empty() && factor.column == name;
  });
}

EffectColumns::EffectColumns(const Classifier& model, const InferenceDesign& all, const std::vector<Index>& kept)
    : model_(model), all_(all), kept_(kept) {
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const DesignSource& source = all.sources[static_cast<std::size_t>(kept[k])];
    places_.push_back({source, definition_of(source.column), static_cast<Index>(k)});
  }
}

const TermColumn* EffectColumns::definition_of(const std::string& column) const {
  const auto& terms = model_.schema.terms;
  const auto found = std::ranges::find(terms, column, [](const TermSchema& term) { return term.column.name; });
  return found == terms.end() ? nullptr : &found->definition;
}

/// The levels of a category that a term takes as ordered; none otherwise.
std::vector<std::string> EffectColumns::order_of(const ColumnSchema& column) const {
  for (const EffectPlace& place : places_) {
    if (place.definition == nullptr) continue;
    for (const TermFactor& factor : place.definition->factors) {
      if (factor.column == column.name && !factor.scores.empty()) return factor.levels;
    }
  }
  return {};
}

/// The codes of a category in the order in which its coefficients are listed.
std::vector<Index> EffectColumns::codes_of(const DesignCategory& category) const {
  std::vector<std::string> levels;
  std::vector<Index> codes, others;
  for (Index j = category.begin; j < category.end; ++j) {
    const std::string& level = all_.sources[static_cast<std::size_t>(j)].level;
    if (level.empty()) {
      others.push_back(j);
    } else {
      levels.push_back(level);
    }
  }
  for (const std::size_t place : detail::order_of_levels(levels)) {
    codes.push_back(category.begin + static_cast<Index>(place));
  }
  codes.insert(codes.end(), others.begin(), others.end());
  return codes;
}

std::vector<Alternative> EffectColumns::alternatives(const ColumnSchema& column) const {
  std::vector<Alternative> found(1);
  for (const DesignCategory& category : all_.categories) {
    if (category.column != column.name) continue;
    found[0] = {column.name + "=" + category.reference, category.reference, -1};
    for (const Index j : codes_of(category)) {
      const Alternative each{all_.design.names[static_cast<std::size_t>(j)],
                             all_.sources[static_cast<std::size_t>(j)].level, j};
      if (each.level == category.reference && !each.level.empty()) {
        found[0] = each;
      } else if (std::ranges::binary_search(kept_, j)) {
        found.push_back(each);
      }
    }
    return found;
  }
  if (column.levels.empty()) return {};
  const std::vector<std::string> order = order_of(column);
  const std::string reference = order.empty() ? *std::ranges::min_element(column.levels) : order[0];
  found[0] = {column.name + "=" + reference, reference, -1};
  std::vector<std::string> sorted = order;
  if (order.empty()) {
    for (const std::size_t place : detail::order_of_levels(column.levels)) sorted.push_back(column.levels[place]);
  }
  for (const std::string& level : sorted) {
    if (level != reference) found.push_back({column.name + "=" + level, level, -1});
  }
  return found;
}

}  // namespace binet
