#include "explain/rare_references.hpp"

#include "base/counted.hpp"
#include "explain/typical_row.hpp"
#include "model/evidence.hpp"

#include <cstddef>
#include <set>

namespace binet {

std::string note_on_rare_references(const Classifier& model, const std::vector<Coefficient>& coefficients) {
  constexpr double kFewRows = 10;
  std::set<std::string> references;
  for (const Coefficient& c : coefficients) {
    if (c.reference) references.insert(c.name);
  }
  std::string text;
  for (const ColumnSchema& column : model.schema.columns) {
    const ClassHistogram* const counts = find_histogram(model, column.name);
    if (column.type != ColumnType::category || counts == nullptr || counts->levels.empty()) continue;
    const auto rows = [&](std::size_t l) { return counts->positive[l] + counts->negative[l]; };
    std::size_t most = 0;
    for (std::size_t l = 1; l < counts->levels.size(); ++l) most = rows(l) > rows(most) ? l : most;
    for (std::size_t l = 0; l < counts->levels.size(); ++l) {
      const std::string name = column.name + "=" + counts->levels[l];
      if (!references.contains(name) || rows(l) >= kFewRows || l == most) continue;
      text += (text.empty() ? "" : " ") + ("The reference level " + name) + " has only " +
              counted(static_cast<long long>(rows(l)), "training row") + ": the odds ratios of the other levels of " +
              column.name + " are compared with " + (rows(l) == 1 ? "it" : "these") +
              ". To compare with the most frequent level, train with --reference \"" + column.name + "=" +
              counts->levels[most] + "\".";
    }
  }
  return text;
}

}  // namespace binet
