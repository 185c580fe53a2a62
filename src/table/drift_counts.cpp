#include "table/drift_counts.hpp"

#include "table/cell_weights.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace binet::detail {
namespace {

constexpr std::size_t kMostTexts = 256;  ///< distinct unknown texts that are counted
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The range outside which a number counts: the training range, widened by rounding errors of reading.
struct Range {
  double low = -kInfinity, high = kInfinity;

  explicit Range(const ColumnSchema& column) {
    constexpr double kRounding = 1e-6;
    const double slack = kRounding * std::max(std::abs(column.minimum), std::abs(column.maximum));
    low = column.minimum - slack;
    high = column.maximum + slack;
  }
  Range() = default;
  bool excludes(double x) const { return x < low || x > high; }
};

/// Counts numbers outside their ranges in exact columns, all columns of a row at a time. `ranges`: by slot.
std::vector<Index> count_outside(const TableBlock& block, const std::vector<Range>& ranges) {
  const std::size_t columns = ranges.size();
  std::vector<double> low, high;
  for (const Range& range : ranges) {
    low.push_back(range.low);
    high.push_back(range.high);
  }
  std::vector<double> counts(columns, 0);
  for (Index r = 0; r < block.rows; ++r) {
    const double* const x = block.exact.row(r);
    for (std::size_t c = 0; c < columns; ++c) counts[c] += (x[c] < low[c] ? 1.0 : 0.0) + (x[c] > high[c] ? 1.0 : 0.0);
  }
  return {counts.begin(), counts.end()};
}

/// `weight`: of the block's rows, or empty.
void add_outside(const TableBlock& block, const Column& column, const Range& range, std::span<const Scalar> weight,
                 ColumnDrift& drift) {
  for (Index r = 0; r < block.rows; ++r) {
    const double x = block.number(column, r);
    if (!range.excludes(x)) continue;
    const double count = weight.empty() ? 1 : static_cast<double>(weight[static_cast<std::size_t>(r)]);
    if (count == 0) continue;
    drift.outside += count;
    drift.lowest = std::min(drift.lowest, x);
    drift.highest = std::max(drift.highest, x);
  }
}

/// Keeps the more frequent half if there are too many.
void limit_texts(std::map<std::string, double>& texts) {
  if (texts.size() <= kMostTexts) return;
  std::vector<double> counts;
  for (const auto& [text, count] : texts) counts.push_back(count);
  std::ranges::nth_element(counts, counts.begin() + kMostTexts / 2, std::greater<>());
  const double least = counts[kMostTexts / 2];
  std::erase_if(texts, [&](const auto& text) { return text.second < least; });
  for (auto text = texts.begin(); text != texts.end() && texts.size() > kMostTexts / 2;) {
    text = text->second == least ? texts.erase(text) : std::next(text);
  }
}

}  // namespace

void ColumnDrift::add(const ColumnDrift& more) {
  rows += more.rows;
  missing += more.missing;
  outside += more.outside;
  unseen += more.unseen;
  lowest = std::min(lowest, more.lowest);
  highest = std::max(highest, more.highest);
  for (const auto& [text, count] : more.unseen_texts) unseen_texts[text] += count;
  limit_texts(unseen_texts);
  if (other_case == 0) {
    case_text = more.case_text;
    case_level = more.case_level;
  }
  other_case += more.other_case;
}

std::string ColumnDrift::commonest_unseen() const {
  const auto most = std::ranges::max_element(unseen_texts, {}, [](const auto& text) { return text.second; });
  return most == unseen_texts.end() ? "" : most->first;
}

DriftCounts::DriftCounts(const Schema& schema) {
  for (const ColumnSchema& column : schema.columns) {
    if (!column.dropped.empty()) continue;
    columns_.push_back(&column);
    level_of_.push_back(levels_.size());
    if (column.type == ColumnType::category) levels_.emplace_back(column.levels);
  }
  total_.resize(columns_.size());
}

/// In a table read with the schema, the columns are at the same places.
const Column* DriftCounts::find(const Table& table, std::size_t c) const {
  if (c < table.columns.size() && table.columns[c].name == columns_[c]->name) return &table.columns[c];
  return table.find(columns_[c]->name);
}

std::vector<ColumnDrift> DriftCounts::count(const Table& table, std::span<const Scalar> weight) const {
  std::vector<ColumnDrift> drifts(columns_.size());
  std::vector<const Column*> found(columns_.size());
  Index slots = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    found[c] = find(table, c);
    if (found[c] == nullptr) continue;
    const CellWeights cells = weigh_cells(table, *found[c], weight);
    drifts[c].rows = cells.rows;
    drifts[c].missing = cells.missing;
    if (found[c]->type == ColumnType::category) count_levels(*found[c], cells.of_level, c, drifts[c]);
    if (found[c]->exact) slots = std::max(slots, found[c]->slot + 1);
  }
  std::vector<Range> of_slot(static_cast<std::size_t>(slots));
  const auto is_number = [&](std::size_t c) {
    return found[c] != nullptr && found[c]->type == ColumnType::numeric && columns_[c]->type == ColumnType::numeric;
  };
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (is_number(c) && found[c]->exact) of_slot[static_cast<std::size_t>(found[c]->slot)] = Range(*columns_[c]);
  }
  for (const TableBlock& block : table.blocks) {
    const std::vector<Index> outside = count_outside(block, of_slot);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const bool none =
          !is_number(c) || (found[c]->exact && outside[static_cast<std::size_t>(found[c]->slot)] == 0);
      if (!none) add_outside(block, *found[c], Range(*columns_[c]), weights_of(block, weight), drifts[c]);
    }
  }
  return drifts;
}

void DriftCounts::count_levels(const Column& column, const std::vector<double>& counts, std::size_t c,
                               ColumnDrift& drift) const {
  if (columns_[c]->type != ColumnType::category || counts.empty()) return;
  const LevelMatcher& known = levels_[level_of_[c]];
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    if (counts[l] == 0) continue;
    const std::string& text = column.levels[l];
    const LevelMatcher::Found found = known.find(text);
    if (found.match == LevelMatch::none) {
      drift.unseen += counts[l];
      drift.unseen_texts[text] += counts[l];
    } else if (found.match == LevelMatch::letter_case) {
      if (drift.other_case == 0) {
        drift.case_text = text;
        drift.case_level = columns_[c]->levels[static_cast<std::size_t>(found.level)];
      }
      drift.other_case += counts[l];
    }
  }
  limit_texts(drift.unseen_texts);
}

void DriftCounts::add(const std::vector<ColumnDrift>& more) {
  for (std::size_t c = 0; c < total_.size(); ++c) total_[c].add(more[c]);
}

}  // namespace binet::detail
