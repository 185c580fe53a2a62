#include "base/counted.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "csv/text.hpp"
#include "table/joined_levels.hpp"
#include "table/missing_flag.hpp"
#include "table/number_column.hpp"
#include "binet/table/schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>

namespace binet {

using namespace detail;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kStripRows = 256;
constexpr double kLeastWeight = 1e-30, kLargestWeight = 1e30;  // products and sums of weights are finite in float

struct Class {
  std::string text;
  Index count = 0;
  Index commonest = count;  ///< rows of its commonest spelling, which is the text
};

/// Calls use(x, first row in the block) for the numbers of a few hundred rows at a time.
template <class Use>
void for_strips(const TableBlock& block, const NumberColumn& column, const Use& use) {
  std::array<double, kStripRows> x;
  const Shards strips{block.rows, kStripRows};
  for (Index s = 0; s < strips.count(); ++s) {
    column.read(block, strips[s], x.data());
    use(std::span<const double>(x.data(), static_cast<std::size_t>(strips[s].size())), strips[s].begin);
  }
}

using ValueCounts = std::map<double, Index>;

/// Counts values, fast if most numbers are one of the first two found.
void count_values(std::span<const double> numbers, ValueCounts& counts) {
  std::array<double, 2> pair = {kNaN, kNaN};
  std::transform(counts.begin(), std::next(counts.begin(), std::min<Index>(2, std::ssize(counts))), pair.begin(),
                 [](const auto& value) { return value.first; });
  Index first = 0, second = 0, missing = 0;
  for (const double x : numbers) {
    first += x == pair[0];
    second += x == pair[1];
    missing += x != x;
  }
  if (first + second + missing < std::ssize(numbers)) {
    for (const double x : numbers) {
      if (!std::isnan(x)) ++counts[x];
    }
    return;
  }
  if (first > 0) counts[pair[0]] += first;
  if (second > 0) counts[pair[1]] += second;
}

ValueCounts values_of(const Table& table, const Column& column) {
  const NumberColumn numbers(table, column);
  std::vector<ValueCounts> of_block(table.blocks.size());
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index i) {
    const auto b = static_cast<std::size_t>(i);
    for_strips(table.blocks[b], numbers, [&](std::span<const double> x, Index) { count_values(x, of_block[b]); });
  });
  ValueCounts counts;
  for (const ValueCounts& block : of_block) {
    for (const auto& [value, count] : block) counts[value] += count;
  }
  return counts;
}

std::vector<Class> classes_of(const Table& table, const Column& column) {
  std::vector<Class> classes;
  if (column.type == ColumnType::numeric) {
    for (const auto& [value, count] : values_of(table, column)) classes.push_back({shortest_digits(value), count});
    return classes;
  }
  std::vector<Index> counts = column.counts;
  if (counts.empty()) {
    counts.resize(column.levels.size());
    for (const std::int32_t code : table.codes(column)) {
      if (code >= 0) ++counts[static_cast<std::size_t>(code)];
    }
  }
  for (std::size_t l = 0; l < counts.size(); ++l) classes.push_back({column.levels[l], counts[l]});
  return classes;
}

/// More than two classes merged into two that differ in more than case and blanks, named by their commonest spellings;
/// the same classes if that gives another number.
std::vector<Class> merge_spellings(const std::vector<Class>& classes) {
  if (classes.size() < 3) return classes;
  std::map<std::string, Class> merged;
  for (const Class& each : classes) {
    const auto [found, is_new] = merged.emplace(spelling_key(each.text), each);
    if (is_new) continue;
    Class& kept = found->second;
    if (each.count > kept.commonest) kept.text = each.text;
    kept.commonest = std::max(kept.commonest, each.count);
    kept.count += each.count;
    if (merged.size() > 2) return classes;
  }
  if (merged.size() != 2) return classes;
  return {merged.begin()->second, std::next(merged.begin())->second};
}

/// The line of a class of one row, which is often a mistake, as ", line 7", and the first line of a class with the name
/// of the column; empty for other classes.
std::string line_of_one(const Table& table, const Column& column, const Class& each) {
  const bool header_again = each.text == column.name;
  if (each.count > 1 && !header_again) return "";
  double wanted = kNaN;
  if (column.type == ColumnType::numeric) parse_number(each.text, wanted);
  for (Index row = 0; row < table.rows; ++row) {
    const std::int32_t code = column.type == ColumnType::numeric ? -1 : table.code(column, row);
    const bool same = column.type == ColumnType::numeric
                          ? table.number(column, row) == wanted
                          : code >= 0 && column.levels[static_cast<std::size_t>(code)] == each.text;
    const std::string line = std::to_string(table.line(row));
    if (same) return header_again ? ", the header again: line " + line : ", line " + line;
  }
  return "";
}

std::string listed(const Table& table, const Column& column, const std::vector<Class>& classes) {
  constexpr std::size_t kFewClasses = 5;  // more are another column's, not a mistake in one row
  return first_joined(classes, 10, [&](const Class& each) {
    const std::string line = classes.size() > kFewClasses ? "" : line_of_one(table, column, each);
    return in_quotes(each.text) + " (" + counted(each.count, "row") + line + ")";
  });
}

bool same_class(const std::string& a, const std::string& b, bool numeric) {
  double x, y;
  return a == b || (numeric && parse_number(a, x) && parse_number(b, y) && x == y);
}

/// 1: means yes, 0: means no, −1: neither.
int truth(const std::string& text) {
  static const MissingWords yes({"1", "true", "yes", "y", "t", "positive", "pos"});
  static const MissingWords no({"0", "-1", "false", "no", "n", "f", "negative", "neg"});
  return yes.contains(text) ? 1 : no.contains(text) ? 0 : -1;
}

std::size_t choose_positive(const std::vector<Class>& pair) {
  if (pair[0].text.empty() != pair[1].text.empty()) return pair[0].text.empty() ? 1 : 0;
  const int first = truth(pair[0].text), second = truth(pair[1].text);
  if (first + second == 1 && first != second && first >= 0 && second >= 0) return second == 1 ? 1 : 0;
  return pair[0].count < pair[1].count ? 0 : 1;
}

constexpr Scalar kNeither = -1;  ///< the target of a row of a third class

/// For a column read as text, whose classes are compared level by level: the target of a missing cell, followed by that
/// of each level.
std::vector<Scalar> level_targets(const Column& column, const TargetSchema& target) {
  std::vector<Scalar> targets = {static_cast<Scalar>(kNaN)};
  for (const std::string& level : column.levels) {
    const auto is = [&](const std::string& name, bool spelling) {
      return spelling ? spelling_key(level) == spelling_key(name) : same_class(level, name, target.numeric);
    };
    targets.push_back(kNeither);
    for (const bool spelling : {false, true}) {
      if (targets.back() == kNeither && is(target.positive, spelling)) targets.back() = 1;
      if (targets.back() == kNeither && is(target.negative, spelling)) targets.back() = 0;
    }
  }
  return targets;
}

void read_level_targets(const TableBlock& block, const Column& column, const std::vector<Scalar>& targets,
                        Scalar* out) {
  const Scalar* const of_code = targets.data() + 1;
  for (Index r = 0; r < block.rows; ++r) out[r] = of_code[block.codes(r, column.slot)];
}

void read_number_targets(const TableBlock& block, const NumberColumn& column, double positive, double negative,
                         Scalar* out) {
  constexpr auto kMissing = static_cast<Scalar>(kNaN);
  for_strips(block, column, [&](std::span<const double> numbers, Index first) {
    Scalar* target = out + first;
    for (const double x : numbers) {
      const Scalar other = x == x ? kNeither : kMissing, not_positive = x == negative ? Scalar(0) : other;
      *target++ = x == positive ? Scalar(1) : not_positive;
    }
  });
}

/// How a column of more than two classes becomes a target; empty for fewer. `classes` are in any order.
std::string advice_on_classes(const Column& column, std::vector<Class> classes) {
  constexpr std::size_t kMeasurement = 10;  ///< more distinct numbers are hardly classes
  constexpr Index kRare = 100;              ///< a class of one row in so many may be a mistake
  if (classes.size() < 3) return "";
  std::ranges::stable_sort(classes, std::ranges::greater(), &Class::count);
  std::vector<std::string> others;
  Index rows = 0, other_rows = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    rows += classes[c].count;
    if (c < 2) continue;
    other_rows += classes[c].count;
    others.push_back(classes[c].text);
  }
  if (classes.size() <= kMeasurement && other_rows * kRare <= rows) {
    return ": " + missing_flag(others) + " --drop-unlabelled leaves out the rows of " +
           (others.size() == 1 ? in_quotes(others.front()) : "the others");
  }
  const std::string start = ": add a column that says yes or no, such as whether " + in_quotes(column.name) + " is ";
  if (column.type == ColumnType::numeric && classes.size() > kMeasurement) return start + "above a limit";
  return start + in_quotes(classes.front().text);
}

/// Throws Error if a row belongs to neither class.
void require_known_classes(const Table& table, const TableBlock& block, const TargetSchema& target,
                           const Scalar* targets) {
  Index known = 0;
  for (Index r = 0; r < block.rows; ++r) known += targets[r] != kNeither;
  if (known == block.rows) return;
  const Index row = block.first_row + (std::find(targets, targets + block.rows, kNeither) - targets);
  const Column& column = table.at(target.name);
  const std::string found = column.type == ColumnType::numeric
                                ? shortest_digits(table.number(column, row))
                                : column.levels[static_cast<std::size_t>(table.code(column, row))];
  throw Error(table.place(row) + "target " + in_quotes(target.name) + ": " + in_quotes(found) +
              "; expected " + in_quotes(target.negative) + " or " + in_quotes(target.positive));
}

}  // namespace

TargetSchema infer_target(const Table& table, const std::string& target, const std::optional<std::string>& positive) {
  const Column& column = table.at(target);
  const std::vector<Class> classes = merge_spellings(classes_of(table, column));
  if (classes.size() != 2) {
    throw Error(table.source + ": target " + in_quotes(target) + " has " +
                counted(std::ssize(classes), "class", "classes") +
                (classes.empty() ? "" : ": " + listed(table, column, classes)) +
                (column.missing == 0 ? "" : "; " + counted(column.missing, "missing cell") +
                     "; --keep-empty" +
                     (column.type == ColumnType::numeric ? " with --categorical " + target : std::string()) +
                     " makes empty cells a class; with --missing-only WORD, only WORD and empty cells are missing, and "
                     "other words are classes") +
                "; expected two" + advice_on_classes(column, classes));
  }
  TargetSchema schema{target, "", "", column.type == ColumnType::numeric};
  std::size_t chosen = 0;
  if (positive) {
    while (chosen < 2 && !same_class(classes[chosen].text, *positive, schema.numeric)) ++chosen;
    if (chosen == 2) {  // in another case, or with other blanks
      chosen = 0;
      while (chosen < 2 && spelling_key(classes[chosen].text) != spelling_key(*positive)) ++chosen;
    }
    if (chosen == 2) {
      throw UsageError(table.source + ": target " + in_quotes(target) + " has no class " + in_quotes(*positive) +
                       "; expected one of " + listed(table, column, classes));
    }
  } else {
    chosen = choose_positive(classes);
  }
  const std::string &yes = classes[chosen].text, &no = classes[1 - chosen].text;
  const bool differ = spelling_key(yes) != spelling_key(no);
  schema.positive = differ ? std::string(trim_blanks(yes)) : yes;
  schema.negative = differ ? std::string(trim_blanks(no)) : no;
  return schema;
}

std::string note_on_spellings(const Table& table, const TargetSchema& target) {
  const Column* const found = table.find(target.name);  // a table of sequences has none
  if (found == nullptr || found->type == ColumnType::numeric) return "";
  const Column& column = *found;
  const std::vector<Scalar> targets = level_targets(column, target);
  std::vector<std::string> merged;
  for (std::size_t l = 0; l < column.levels.size(); ++l) {
    if (targets[l + 1] == kNeither) continue;
    const std::string& name = targets[l + 1] == Scalar(1) ? target.positive : target.negative;
    if (!same_class(column.levels[l], name, target.numeric)) {
      merged.push_back(in_quotes(column.levels[l]) + " as " + in_quotes(name));
    }
  }
  if (merged.empty()) return "";
  return "target " + in_quotes(target.name) + ": " + first_joined(merged, 5) +
         ": spellings that differ only in case or blanks are the same class";
}

Vector read_target(const Table& table, const TargetSchema& target) {
  const Column& column = table.at(target.name);
  Vector values(table.rows);
  std::optional<NumberColumn> numbers;
  std::vector<Scalar> of_level;
  double positive = kNaN, negative = kNaN;
  if (column.type == ColumnType::numeric) {
    numbers.emplace(table, column);
    parse_number(target.positive, positive);
    parse_number(target.negative, negative);
  } else {
    of_level = level_targets(column, target);
  }
  parallel_for(static_cast<Index>(table.blocks.size()), [&](Index b) {
    const TableBlock& block = table.blocks[static_cast<std::size_t>(b)];
    Scalar* const out = values.data() + block.first_row;
    if (numbers) {
      read_number_targets(block, *numbers, positive, negative, out);
    } else {
      read_level_targets(block, column, of_level, out);
    }
    require_known_classes(table, block, target, out);
  });
  return values;
}

Vector read_weight(const Table& table, const std::string& name) {
  const Column& column = table.at(name);
  const auto refuse = [&](Index row, const std::string& found) {
    throw Error(table.place(row) + "weight " + in_quotes(name) + ": " + found +
                "; expected 0 or a number from 1e-30 to 1e+30");
  };
  std::vector<double> cells;
  if (column.type == ColumnType::numeric) {
    cells = table.numbers(column);
  } else {
    for (Index row = 0; row < table.rows; ++row) {
      const std::int32_t code = table.code(column, row);
      double x = kNaN;
      if (code >= 0 && !parse_number(column.levels[static_cast<std::size_t>(code)], x)) {
        refuse(row, in_quotes(column.levels[static_cast<std::size_t>(code)]));
      }
      cells.push_back(x);
    }
  }
  Vector weight(table.rows);
  for (Index row = 0; row < table.rows; ++row) {
    const double x = cells[static_cast<std::size_t>(row)];
    if (x != 0 && !(x >= kLeastWeight && x <= kLargestWeight))
      refuse(row, std::isnan(x) ? "missing" : shortest_digits(x));
    weight[row] = static_cast<Scalar>(x);
  }
  return weight;
}

}  // namespace binet
