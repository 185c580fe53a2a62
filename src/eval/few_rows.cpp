#include "eval/few_rows.hpp"

#include "base/text_list.hpp"

#include <cstddef>

namespace binet {

bool has_few_rows(const Predictions& rows) {
  int positive = 0, negative = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) ++(rows.positive(i) ? positive : negative);
  return positive < kEnoughOfClass || negative < kEnoughOfClass;
}

std::string note_on_small_groups(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 6;
  if (names.empty()) return "";
  return "Fewer than " + std::to_string(kEnoughOfClass) + " rows of a class: " + first_joined(names, kMostNames) +
         ". The figures of " + (names.size() == 1 ? "this group are" : "these groups are") +
         " uncertain, and their errors are rough.";
}

}  // namespace binet
