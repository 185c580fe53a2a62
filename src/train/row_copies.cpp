#include "train/row_copies.hpp"

#include "base/counted.hpp"
#include "table/equal_rows.hpp"
#include "table/sequence_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace binet {

std::vector<const Column*> feature_columns(const Table& table, std::span<const std::string> not_features) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) {
    if (std::ranges::find(not_features, column.name) == not_features.end()) columns.push_back(&column);
  }
  return columns;
}

namespace {

constexpr std::size_t kSampleRows = 2048;
constexpr double kNearlyUnique = 0.5;        ///< minimum share of distinct rows with a value of their own
constexpr double kStepsPerRow = 10;          ///< minimum for a fine numeric column
constexpr double kBeyondChance = 10;        ///< minimum ratio of equal pairs to those expected by chance
constexpr double kBeyondChanceLevels = 1e4;  ///< the same if only categories have almost as many levels as rows
constexpr double kBeyondNeighbours = 8;  ///< minimum ratio of repeated values to those with a neighbour
constexpr std::ptrdiff_t kMostSteps = 100;  ///< the farthest such neighbour
constexpr std::size_t kMostCompared = 64;  ///< columns of two rows that are compared
constexpr double kBeyondSimilar = 10;      ///< minimum ratio of equal pairs to pairs that are merely similar

using Sets = std::vector<std::vector<Index>>;

/// The value of a cell as a number; missing ones are equal to each other.
double value_of(const Table& table, const Column& column, Index row) {
  const double value = column.type == ColumnType::category ? table.code(column, row) : table.number(column, row);
  return std::isnan(value) ? -INFINITY : value;
}

/// One of the distinct rows of a class, weighted by the square root of its number of copies. This is between counting
/// each copy, where one frequent row would dominate, and counting each distinct row once, which hides how frequent
/// common values are.
struct DistinctRow {
  Index row;
  double weight;
};

/// Probability that two such rows have the same value in a column.
double repetition(const Table& table, const Column& column, std::span<const DistinctRow> rows) {
  std::map<double, double> weight_of;
  double total = 0, squares = 0;
  for (const DistinctRow& row : rows) {
    weight_of[value_of(table, column, row.row)] += row.weight;
    total += row.weight;
    squares += row.weight * row.weight;
  }
  double same = 0;
  for (const auto& [value, weight] : weight_of) same += weight * weight;
  const double all = total * total - squares;
  return all > 0 ? std::max(same - squares, 0.5) / all : 1;
}

/// Number of equal pairs of rows of a class that would be expected if columns were independent within a class; stops at
/// `enough`.
double expected_pairs(const LabelledRows& rows, const std::vector<const Column*>& columns, const Sets& sets,
                      double enough) {
  std::vector<double> copies(rows.rows.size(), 1);
  for (const std::vector<Index>& set : sets) {
    std::array<Index, 2> first = {-1, -1};
    for (const Index place : set) {
      Index& of_class = first[rows.target[place] > Scalar{0.5} ? 1 : 0];
      if (of_class < 0) {
        of_class = place;
        continue;
      }
      ++copies[static_cast<std::size_t>(of_class)];
      copies[static_cast<std::size_t>(place)] = 0;
    }
  }
  std::array<std::vector<DistinctRow>, 2> classes;
  std::array<double, 2> count = {0, 0};
  for (Index place = 0; place < rows.size(); ++place) {
    const std::size_t of_class = rows.target[place] > Scalar{0.5} ? 1 : 0;
    ++count[of_class];
    const double times = copies[static_cast<std::size_t>(place)];
    if (times > 0) classes[of_class].push_back({rows.rows[static_cast<std::size_t>(place)], std::sqrt(times)});
  }
  double expected = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    std::vector<DistinctRow> sample;
    const std::size_t all = classes[c].size(), taken = std::min(all, kSampleRows);
    for (std::size_t i = 0; i < taken; ++i) sample.push_back(classes[c][i * all / taken]);
    double equal = count_pairs(count[c]);
    for (const Column* column : columns) {
      equal *= repetition(*rows.table, *column, sample);
      if (equal < enough / 4) break;
    }
    expected += equal;
  }
  return expected;
}

/// True if numbers are so fine that equal ones are probably not a coincidence: their range contains many more of the
/// smallest steps than there are distinct rows. A few numbers for many rows are a score, however they are spaced.
bool is_fine(const std::set<double>& values, Index rows, Index all_rows) {
  if (std::ssize(values) * std::ssize(values) < all_rows) return false;
  double gap = std::numeric_limits<double>::infinity();
  for (auto at = values.begin(); std::next(at) != values.end(); ++at) gap = std::min(gap, *std::next(at) - *at);
  return *values.rbegin() - *values.begin() > kStepsPerRow * static_cast<double>(rows) * gap;
}

/// Compares numbers among rows that are equal in all other columns. True if many more of them are repeated than have a
/// neighbour at any one distance, counted in the smallest steps between `values`, which are all of the column. Rounded
/// numbers that repeat by coincidence have neighbours as often as repeats, and multiples of a step have them at that
/// distance.
bool repeats_beyond_neighbours(const LabelledRows& rows, const std::vector<const Column*>& columns,
                               const Column& column, const std::set<double>& values) {
  std::vector<const Column*> others;
  std::ranges::remove_copy(columns, std::back_inserter(others), &column);
  if (others.empty() || values.size() < 2) return false;
  double step = std::numeric_limits<double>::infinity();
  for (auto at = values.begin(); std::next(at) != values.end(); ++at) step = std::min(step, *std::next(at) - *at);
  const std::vector<std::uint64_t> same = hash_rows(*rows.table, others, rows.rows);
  std::vector<std::pair<std::uint64_t, double>> cells;
  for (std::size_t i = 0; i < same.size(); ++i) {
    const double value = rows.table->number(column, rows.rows[i]);
    if (!std::isnan(value)) cells.emplace_back(same[i], std::round((value - *values.begin()) / step));
  }
  std::ranges::sort(cells);
  double repeated = 0;
  std::vector<double> at_distance(kMostSteps + 1, 0);
  for (auto at = cells.begin(); at != cells.end();) {
    const auto next = std::find_if(at, cells.end(), [&](const auto& cell) { return cell != *at; });
    repeated += next - at > 1;
    for (auto other = next; other != cells.end() && other->first == at->first; ++other) {
      const double distance = other->second - at->second;
      if (distance > static_cast<double>(kMostSteps)) break;
      if (*other != *std::prev(other)) ++at_distance[static_cast<std::size_t>(distance)];
    }
    at = next;
  }
  return repeated > kBeyondNeighbours * std::max(1.0, std::ranges::max(at_distance));
}

/// At most kSampleRows rows of which none equals another.
std::vector<Index> sample_distinct(const LabelledRows& rows, const Sets& sets) {
  std::vector<bool> repeated(rows.rows.size(), false);
  for (const std::vector<Index>& set : sets) {
    for (std::size_t i = 1; i < set.size(); ++i) repeated[static_cast<std::size_t>(set[i])] = true;
  }
  std::vector<Index> distinct, sample;
  for (std::size_t place = 0; place < repeated.size(); ++place) {
    if (!repeated[place]) distinct.push_back(rows.rows[place]);
  }
  const std::size_t taken = std::min(distinct.size(), kSampleRows);
  for (std::size_t i = 0; i < taken; ++i) sample.push_back(distinct[i * distinct.size() / taken]);
  return sample;
}

/// Columns, grouped by what their values tell about a row.
struct ColumnKinds {
  /// Almost as many values as distinct rows, so that rows equal in one of them are copies.
  std::vector<const Column*> telling;
  /// Many rows per value: rows equal in one of these columns may differ in others.
  std::vector<const Column*> repeating;
};

/// Tables of a few categories or rounded numbers have no telling column: they naturally contain equal rows.
ColumnKinds kinds_of_columns(const LabelledRows& rows, const std::vector<const Column*>& columns, const Sets& sets) {
  const std::vector<Index> distinct = sample_distinct(rows, sets);
  Index count = rows.size();  // of distinct rows
  for (const std::vector<Index>& set : sets) count -= std::ssize(set) - 1;
  ColumnKinds kinds;
  for (const Column* column : columns) {
    const bool is_category = column->type == ColumnType::category;
    std::set<double> values;
    for (const Index row : distinct) {
      const double value = is_category ? rows.table->code(*column, row) : rows.table->number(*column, row);
      if (!std::isnan(value)) values.insert(value);
    }
    if (static_cast<double>(values.size()) <= kNearlyUnique * static_cast<double>(distinct.size())) {
      kinds.repeating.push_back(column);
    } else if (is_category ? 2 * std::ssize(column->levels) > rows.size()
                           : is_fine(values, count, rows.size()) ||
                                 (std::ssize(distinct) == count &&
                                  repeats_beyond_neighbours(rows, columns, *column, values))) {
      kinds.telling.push_back(column);
    }
  }
  return kinds;
}

/// The values of some rows in a column, and what an equal value tells: −ln of the share of pairs that have one.
struct ComparedColumn {
  std::vector<double> values;
  double information;
};

std::vector<ComparedColumn> compared_columns(const Table& table, const std::vector<const Column*>& columns,
                                             std::span<const DistinctRow> sample) {
  std::vector<ComparedColumn> compared;
  const std::size_t step = (columns.size() + kMostCompared - 1) / kMostCompared;
  for (std::size_t c = 0; c < columns.size(); c += step) {
    std::vector<double> values;
    for (const DistinctRow& row : sample) values.push_back(value_of(table, *columns[c], row.row));
    compared.push_back({std::move(values), -std::log(repetition(table, *columns[c], sample))});
  }
  return compared;
}

/// True if there are many more pairs of equal rows than of merely similar ones: rows that agree in repeating columns
/// with at least half of the information, but not in all. Where equal rows are coincidence, as among a few categories
/// or coarse numbers that depend on each other, similar ones are more frequent still. Columns that are rounded so that
/// values repeat tell copies in this way together.
bool beyond_similar(const LabelledRows& rows, const std::vector<const Column*>& columns, const Sets& sets) {
  if (columns.size() < 2) return false;
  const std::size_t all = rows.rows.size(), taken = std::min(all, kSampleRows);
  std::vector<DistinctRow> sample;
  for (std::size_t i = 0; i < taken; ++i) sample.push_back({rows.rows[i * all / taken], 1});
  const std::vector<ComparedColumn> compared = compared_columns(*rows.table, columns, sample);
  double information = 0, equal = 0, similar = 1;
  std::size_t values = 0, distinct = all;  // of the richest column, and rows
  for (const ComparedColumn& column : compared) {
    information += column.information;
    values = std::max(values, std::set<double>(column.values.begin(), column.values.end()).size());
  }
  for (const std::vector<Index>& set : sets) {
    equal += count_pairs(static_cast<double>(set.size()));
    distinct -= set.size() - 1;
  }
  if (distinct < 2 * values) return false;  // one column tells nearly as much as all of them
  const double share = equal / count_pairs(static_cast<double>(all));
  const double of_sample = count_pairs(static_cast<double>(taken));
  for (std::size_t i = 0; i < taken; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double lacking = 0;
      for (const ComparedColumn& column : compared) {
        if (column.values[i] != column.values[j]) lacking += column.information;
        if (lacking > information / 2) break;
      }
      if (lacking > 0 && lacking <= information / 2) ++similar;
    }
    if (share * of_sample <= kBeyondSimilar * similar) return false;
  }
  return true;
}

bool is_missing(const Table& table, const Column& column, Index row) {
  return column.type == ColumnType::category ? table.code(column, row) < 0 : std::isnan(table.number(column, row));
}

bool beyond_chance(const LabelledRows& rows, const std::vector<const Column*>& columns, const Sets& sets) {
  double found = 0, levels = 0, distinct = static_cast<double>(rows.size());
  for (const std::vector<Index>& set : sets) {
    const auto positives = static_cast<double>(
        std::ranges::count_if(set, [&](Index place) { return rows.target[place] > Scalar{0.5}; }));
    found += count_pairs(positives) + count_pairs(static_cast<double>(set.size()) - positives);
    distinct -= static_cast<double>(set.size() - 1);
  }
  for (const Column* column : columns) levels += static_cast<double>(column->levels.size());
  const double factor = distinct > 2 * levels ? kBeyondChance : kBeyondChanceLevels;
  return found > 0 && found > factor * expected_pairs(rows, columns, sets, found / factor);
}

/// Sets of rows that are equal in these columns, and not by coincidence.
Sets find_copies(const LabelledRows& rows, const std::vector<const Column*>& columns) {
  if (columns.empty()) return {};
  Sets sets = find_equal_rows(*rows.table, columns, rows.rows);
  if (sets.empty()) return {};
  const ColumnKinds kinds = kinds_of_columns(rows, columns, sets);
  const bool together = kinds.telling.empty();
  const std::vector<const Column*>& telling = together ? kinds.repeating : kinds.telling;
  std::erase_if(sets, [&](const std::vector<Index>& set) {
    const Index row = rows.rows[static_cast<std::size_t>(set.front())];
    return std::ranges::all_of(telling, [&](const Column* column) { return is_missing(*rows.table, *column, row); });
  });
  if (sets.empty() || (together && !beyond_similar(rows, kinds.repeating, sets))) return {};
  return beyond_chance(rows, columns, sets) ? sets : Sets();
}

/// Also equal in group and time.
bool same_part(const LabelledRows& rows, Index a, Index b) {
  const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
  return (rows.target[a] > Scalar{0.5}) == (rows.target[b] > Scalar{0.5}) &&
         (rows.group.empty() || rows.group[i] == rows.group[j]) && (rows.time.empty() || rows.time[i] == rows.time[j]);
}

/// Divides sets of equal last rows into sets of sequences that are equal in every step.
Sets equal_sequences(const LabelledRows& rows, const std::vector<const Column*>& columns,
                     const SequenceColumns& sequence, const Sets& equal_ends) {
  const SequenceIndex index(*rows.table, sequence);
  std::vector<Index> steps;
  std::vector<RowRange> ranges;  // of each sequence in `steps`, set by set
  for (const std::vector<Index>& set : equal_ends) {
    for (const Index place : set) {
      const RowRange range = index.steps(rows.rows[static_cast<std::size_t>(place)]);
      const Index begin = std::ssize(steps);
      steps.insert(steps.end(), index.order().begin() + range.begin, index.order().begin() + range.end);
      ranges.push_back({begin, std::ssize(steps)});
    }
  }
  const std::vector<std::uint64_t> hashes = hash_rows(*rows.table, columns, steps);
  Sets found;
  auto range = ranges.begin();
  for (const std::vector<Index>& set : equal_ends) {
    std::map<std::vector<std::uint64_t>, std::vector<Index>> alike;
    for (const Index place : set) {
      alike[{hashes.begin() + range->begin, hashes.begin() + range->end}].push_back(place);
      ++range;
    }
    for (auto& each : alike) {
      if (each.second.size() > 1) found.push_back(std::move(each.second));
    }
  }
  std::ranges::sort(found, {}, [](const std::vector<Index>& set) { return set.front(); });
  return found;
}

std::string examples_text(Index count, const char* example, const char* one, const char* several) {
  return counted(count, example) + (count == 1 ? one : several);
}

}  // namespace

std::string RowCopies::described(bool by_time) const {
  std::string text;
  if (merged > 0) {
    const std::string noun = example;
    text = examples_text(merged, example, " is a copy of another", (" are copies of other " + noun + "s").c_str()) +
           " in every feature and the target: each distinct " + noun +
           " is weighted by its count, and copies are always in the same fold";
  }
  if (tied > 0) {
    text += (text.empty() ? "" : ". ") + examples_text(tied, example, " is", " are") +
            " equal in every feature to another with a different target, group or time: " +
            (by_time ? "the later ones are judged by a model that has seen the earlier ones"
                     : "such " + std::string(example) + "s share a fold");
  }
  return text;
}

RowCopies merge_copies(LabelledRows& rows, std::span<const std::string> not_features, const SequenceColumns& sequence) {
  RowCopies copies;
  const std::vector<const Column*> columns = feature_columns(*rows.table, not_features);
  Sets sets = find_copies(rows, columns);
  if (sequence.used()) {
    copies.example = "sequence";
    if (!sets.empty()) sets = equal_sequences(rows, columns, sequence, sets);
  }
  if (sets.empty()) return copies;

  std::vector<double> counted(rows.rows.size(), 1);  // Σ of weights; 0 if the row is merged into another
  for (Index place = 0; place < rows.weight.size(); ++place) {
    counted[static_cast<std::size_t>(place)] = static_cast<double>(rows.weight[place]);
  }
  std::vector<Index> first_of_set(rows.rows.size(), -1);
  for (const std::vector<Index>& set : sets) {
    std::vector<Index> distinct;
    for (const Index place : set) {
      const auto same = std::ranges::find_if(distinct, [&](Index other) { return same_part(rows, place, other); });
      if (same == distinct.end()) {
        distinct.push_back(place);
        continue;
      }
      counted[static_cast<std::size_t>(*same)] += std::exchange(counted[static_cast<std::size_t>(place)], 0);
      ++copies.merged;
    }
    if (distinct.size() < 2) continue;
    copies.tied += std::ssize(distinct);
    for (const Index place : distinct) first_of_set[static_cast<std::size_t>(place)] = distinct.front();
  }
  std::vector<Index> kept, place_kept(rows.rows.size(), -1);
  for (Index place = 0; place < rows.size(); ++place) {
    if (counted[static_cast<std::size_t>(place)] == 0) continue;
    place_kept[static_cast<std::size_t>(place)] = std::ssize(kept);
    kept.push_back(place);
  }
  if (copies.merged > 0) {
    rows = rows.gather(kept);
    rows.weight.resize(rows.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      rows.weight[static_cast<Index>(i)] = static_cast<Scalar>(counted[static_cast<std::size_t>(kept[i])]);
    }
  }
  if (copies.tied == 0) return copies;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const Index first = first_of_set[static_cast<std::size_t>(kept[i])];
    rows.together.push_back(first < 0 ? static_cast<Index>(i) : place_kept[static_cast<std::size_t>(first)]);
  }
  return copies;
}

std::string keep_copies_together(LabelledRows& rows, std::span<const std::string> not_features,
                                 const std::vector<std::string>& row_identifiers) {
  if (row_identifiers.empty() || !rows.together.empty()) return "";
  std::vector<std::string> others(not_features.begin(), not_features.end());
  others.insert(others.end(), row_identifiers.begin(), row_identifiers.end());
  const Sets sets = find_copies(rows, feature_columns(*rows.table, others));
  if (sets.empty()) return "";
  Index equal = 0;
  for (Index place = 0; place < rows.size(); ++place) rows.together.push_back(place);
  for (const std::vector<Index>& set : sets) {
    equal += std::ssize(set);
    for (const Index place : set) rows.together[static_cast<std::size_t>(place)] = set.front();
  }
  const bool one = row_identifiers.size() == 1;
  return counted(equal, "row is", "rows are") + " equal to another in every feature but " +
         (one ? "\"" + row_identifiers.front() + "\"" : "row numbers and ids") + ": such rows share a fold";
}

}  // namespace binet
