#include "profile/column_facts.hpp"

#include "csv/csv.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace binet::detail {

void ColumnFacts::study_numbers(const TableBlock& block, Index slot, CellKey* keys) {
  double count = 0, sum = 0;
  for (Index r = 0; r < block.rows; ++r) keys[r] = number_key(block.exact(r, slot));
  for (Index r = 0; r < block.rows; ++r) {
    const auto x = std::bit_cast<double>(keys[r]);
    const bool present = x == x;
    count += present ? 1 : 0;
    sum += present ? x : 0;
    summary.minimum = x < summary.minimum ? x : summary.minimum;
    summary.maximum = x > summary.maximum ? x : summary.maximum;
    whole &= !present || x == std::floor(x);
    const double size = std::abs(x), thousandths = 1000 * size;
    const double hundredths = 100 * size;
    third_digits += present && std::abs(hundredths - std::round(hundredths)) > 1e-3 ? 1 : 0;
    grouped &= !present || (size >= 1 && size < 1000 && std::abs(thousandths - std::round(thousandths)) < 1e-7);
  }
  if (count == 0) return;
  summary.count = count;
  summary.mean = sum / count;
  for (Index r = 0; r < block.rows; ++r) {
    const auto x = std::bit_cast<double>(keys[r]);
    const double distance = x == x ? x - summary.mean : 0;
    summary.squares += distance * distance;
  }
}

void ColumnFacts::study_levels(const Chunk& chunk, Index slot, CellKey* keys) {
  const std::vector<std::string_view>& levels = chunk.levels[static_cast<std::size_t>(slot)].levels();
  std::vector<CellKey> key_of;
  std::vector<char> is_text;
  key_of.reserve(levels.size());
  for (const std::string_view level : levels) {
    double x;
    key_of.push_back(hash_bytes(level));
    is_text.push_back(!parse_number(level, x));
    has_number |= is_text.back() == 0;
  }
  if (!levels.empty()) least = *std::ranges::min_element(levels);
  for (Index r = 0; r < chunk.block.rows; ++r) {
    const std::int32_t code = chunk.block.codes(r, slot);
    keys[r] = code < 0 ? kMissingKey : key_of[static_cast<std::size_t>(code)];
    if (code < 0 || is_text[static_cast<std::size_t>(code)] == 0) continue;
    if (text_cells++ > 0) continue;
    first_text_row = r;
    first_text = levels[static_cast<std::size_t>(code)];
  }
}

}  // namespace binet::detail
