#include "train/resampling.hpp"

#include "base/counted.hpp"
#include "binet/base/error.hpp"
#include "linear/example_sample.hpp"
#include "table/group_columns.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace binet {

namespace {

constexpr int kPenaltyFolds = 5;
constexpr int kHoldoutParts = 5;

bool by_group(const TrainingData& data) {
  return !data.training.group.empty();
}

/// The column whose equal values keep rows in one fold.
const std::string& group_name(const TrainingData& data) {
  return data.config.data.group.empty() ? data.config.data.sequence : data.config.data.group;
}

bool by_time(const TrainingData& data) {
  return !data.training.time.empty();
}

template <class T>
int count_distinct(const std::vector<T>& values) {
  return static_cast<int>(std::set<T>(values.begin(), values.end()).size());
}

/// A number per row that is equal for rows that must share a fold: rows of a group, and rows equal in every feature.
/// Empty if there are none. Groups that share equal rows are merged, unless that would leave fewer than half as many.
std::vector<Index> units(const LabelledRows& rows) {
  if (rows.together.empty()) return rows.group;
  if (rows.group.empty()) return rows.together;
  std::map<Index, Index> parent;  // of a group, the group it is joined to
  const auto root = [&](Index group) {
    while (parent.try_emplace(group, group).first->second != group) group = parent[group];
    return group;
  };
  std::map<Index, Index> first_group;  // of rows that are equal
  for (std::size_t i = 0; i < rows.group.size(); ++i) {
    const Index other = first_group.try_emplace(rows.together[i], rows.group[i]).first->second;
    parent[root(rows.group[i])] = root(other);
  }
  std::vector<Index> joined;
  for (const Index group : rows.group) joined.push_back(root(group));
  return 2 * count_distinct(joined) < count_distinct(rows.group) ? rows.group : joined;
}

/// Rows whose group or copies occur in the validation part are not fitted to.
void drop_units_of_validation(const std::vector<Index>& units, Split& split) {
  if (units.empty()) return;
  std::set<Index> left_out;
  for (const Index place : split.validation) left_out.insert(units[static_cast<std::size_t>(place)]);
  std::erase_if(split.training, [&](Index place) { return left_out.contains(units[static_cast<std::size_t>(place)]); });
}

std::string percent(double share) {
  const std::string digits = std::to_string(std::lround(share * 1000));
  const std::string whole = digits.substr(0, digits.size() - 1), tenth = digits.substr(digits.size() - 1);
  return (whole.empty() ? "0" : whole) + (tenth == "0" ? "" : "." + tenth) + "%";
}

/// ", whole groups of patient"; empty without groups.
std::string in_groups(const TrainingData& data) {
  return by_group(data) ? ", whole groups of " + group_name(data) : "";
}

[[noreturn]] void rethrow_with_column(const TrainingData& data, const UsageError& error) {
  throw UsageError((by_time(data)    ? "time \"" + data.config.data.time + "\": "
                    : by_group(data) ? "group \"" + group_name(data) + "\": "
                                     : "") +
                   error.what());
}

std::ptrdiff_t count_positives(const TrainingData& data, const std::vector<Index>& places) {
  return std::ranges::count_if(places, [&](Index place) { return data.training.target[place] > Scalar{0.5}; });
}

bool has_both_classes(const TrainingData& data, const std::vector<Index>& places) {
  const std::ptrdiff_t positive = count_positives(data, places);
  return positive > 0 && positive < static_cast<std::ptrdiff_t>(places.size());
}

/// True if rows are dealt by class, so that each fit has rows of both.
bool shares_are_equal(const TrainingData& data) {
  return !by_group(data) && !by_time(data) && data.training.together.empty();
}

/// Throws Error if the fit of this split, one of `count` numbered from 0, has no row of one class.
void require_both_classes(const TrainingData& data, const Split& split, int number = 0, int count = 1) {
  if (shares_are_equal(data) || has_both_classes(data, split.training)) return;
  const std::ptrdiff_t positive = count_positives(data, split.training);
  const std::string& missing = positive == 0 ? data.target.positive : data.target.negative;
  const std::string which = std::to_string(number + 1) + " of " + std::to_string(count);
  const std::string window = count > 1 ? "window " + which + ": " : "";
  const std::string fold = count > 1 ? "without fold " + which : "without the rows held out";
  throw Error(data.training.table->source + ": " +
              (by_time(data)    ? window + "the earlier rows by time \"" + data.config.data.time + "\"" +
                                      (by_group(data) ? " in other groups have" : " have")
               : by_group(data) ? fold + ", the groups of \"" + group_name(data) + "\" left have"
                                : fold + ", the rows left have") +
              " no row of class \"" + missing + "\"; expected rows of both classes to fit on");
}

Split split_by_fraction(const TrainingData& data, double fraction) {
  const Vector& target = data.training.target;
  const std::vector<Index> unit = units(data.training);
  if (by_time(data)) {
    Split split = time_holdout(data.training.time, fraction);
    drop_units_of_validation(unit, split);
    return split;
  }
  const Random random = random_stream(data.config, RandomStream::holdout);
  return unit.empty() ? stratified_holdout(target, fraction, random)
                      : grouped_holdout(target, unit, fraction, random);
}

/// With time, gives the actual share, which ties may change.
std::string describe_part(const TrainingData& data, double fraction, const Split& split) {
  const double rows = static_cast<double>(data.training.size());
  return by_time(data) ? "the last " + percent(static_cast<double>(split.validation.size()) / rows) + " by " +
                             data.config.data.time + in_groups(data)
                       : percent(fraction) + " held out" + in_groups(data);
}

/// Throws UsageError if all rows have the same time, or if every earlier row belongs to a group with later rows.
Split later_rows(const TrainingData& data, double fraction) {
  Split split = split_by_fraction(data, fraction);
  if (!split.training.empty() && !split.validation.empty()) return split;
  const std::string time = "time \"" + data.config.data.time + "\": ";
  if (split.validation.empty())
    throw UsageError(time + "every row has the same time; expected at least two different times");
  throw UsageError(time + "every earlier row is of a group of \"" + group_name(data) +
                   "\" that has later rows too; expected groups that end before the last " + percent(fraction));
}

}  // namespace

Split Folds::split(int fold) const {
  if (!by_time) return split_without(part_of, fold);
  Split window = expanding_window(part_of, fold);
  drop_units_of_validation(units, window);
  return window;
}

std::vector<Split> Folds::splits() const {
  std::vector<Split> all;
  for (int fold = 0; fold < count; ++fold) all.push_back(split(fold));
  return all;
}

Folds cross_validation_folds(const TrainingData& data, int k) {
  const Random random = random_stream(data.config, RandomStream::folds);
  Folds folds;
  try {
    std::vector<Index> unit = units(data.training);
    if (!by_group(data) && !by_time(data) && !unit.empty()) {
      // With many copies of few distinct rows, there are as many folds as distinct rows; a single one is split all the
      // same.
      const int distinct = count_distinct(unit);
      if (distinct < 2) unit.clear();
      if (distinct >= 2) k = std::min(k, distinct);
    }
    folds.count = k;
    folds.by_time = by_time(data);
    folds.part_of = folds.by_time  ? time_blocks(data.training.time, k)
                    : unit.empty() ? stratified_parts(data.training.target, k, random)
                                   : grouped_parts(data.training.target, unit, k, random);
    if (folds.by_time) folds.units = std::move(unit);
  } catch (const UsageError& error) {
    rethrow_with_column(data, error);
  }
  if (!shares_are_equal(data)) {
    for (int fold = 0; fold < k; ++fold) require_both_classes(data, folds.split(fold), fold, k);
  }
  folds.described = by_time(data) ? counted(k, "expanding window") + " by " + data.config.data.time + in_groups(data)
                                  : std::to_string(k) + "-fold cross-validation" + in_groups(data);
  return folds;
}

std::vector<std::vector<Index>> units_to_learn(const TrainingData& data, const std::vector<Index>& places, int fold) {
  Random random = random_stream(data.config, RandomStream::learning_curve).split(static_cast<std::uint64_t>(fold));
  const std::vector<Index> unit = units(data.training);
  std::vector<std::vector<Index>> found;
  if (!unit.empty()) {
    std::map<Index, std::vector<Index>> rows_of;
    for (const Index place : places) rows_of[unit[static_cast<std::size_t>(place)]].push_back(place);
    for (auto& [number, rows] : rows_of) found.push_back(std::move(rows));
    if (!by_time(data)) random.shuffle(std::span<std::vector<Index>>(found));
  } else {
    std::vector<std::pair<double, Index>> order;  // where in the sequence, from 0 to 1
    for (const bool positive : {false, true}) {
      std::vector<Index> own;
      std::ranges::copy_if(places, std::back_inserter(own),
                           [&](Index place) { return (data.training.target[place] > Scalar{0.5}) == positive; });
      random.shuffle(std::span<Index>(own));
      for (std::size_t i = 0; i < own.size(); ++i) {
        order.emplace_back((static_cast<double>(i) + 0.5) / static_cast<double>(own.size()), own[i]);
      }
    }
    std::ranges::sort(order);
    for (const auto& [at, place] : order) found.push_back({place});
  }
  if (by_time(data)) {
    std::ranges::stable_sort(found, std::ranges::greater(), [&](const std::vector<Index>& rows) {
      double latest = data.training.time[static_cast<std::size_t>(rows.front())];
      for (const Index place : rows) latest = std::max(latest, data.training.time[static_cast<std::size_t>(place)]);
      return latest;
    });
  }
  return found;
}

std::vector<Index> first_units(const std::vector<std::vector<Index>>& units, double rows) {
  std::vector<Index> places;
  for (const std::vector<Index>& unit : units) {
    if (static_cast<double>(places.size()) >= rows - 0.5) break;
    places.insert(places.end(), unit.begin(), unit.end());
  }
  std::ranges::sort(places);
  return places;
}

bool many_together(const LabelledRows& rows) {
  constexpr double kMany = 0.1;
  if (rows.together.empty()) return false;
  const auto alone = static_cast<double>(count_distinct(rows.together));
  return alone < (1 - kMany / 2) * static_cast<double>(rows.size());
}

Folds penalty_folds(const TrainingData& data) {
  if (by_time(data)) {
    int windows = std::clamp(count_distinct(data.training.time) - 1, 1, kPenaltyFolds);
    // The fewer windows, the more rows precede the first window.
    while (windows > 1 && !has_both_classes(data, expanding_windows(data.training.time, windows)[0].training))
      --windows;
    return cross_validation_folds(data, windows);
  }
  if (by_group(data)) {
    return cross_validation_folds(data, std::clamp(count_distinct(units(data.training)), 2, kPenaltyFolds));
  }
  if (many_together(data.training)) return cross_validation_folds(data, kPenaltyFolds);
  return {};
}

std::vector<Split> halves(const TrainingData& data, const std::vector<Index>& places) {
  const LabelledRows rows = data.training.gather(places);
  const Random random = random_stream(data.config, RandomStream::folds);
  if (by_time(data) && count_distinct(rows.time) > 1) {
    Split split = time_holdout(rows.time, 0.5);
    if (!split.training.empty()) return {{split.training, split.validation}, {split.validation, split.training}};
  }
  if (by_group(data) && count_distinct(rows.group) > 1) return grouped_folds(rows.target, rows.group, 2, random);
  return stratified_folds(rows.target, 2, random);
}

namespace {

JudgingParts together(const TrainingData& data, const Split& split, std::string described) {
  JudgingParts parts{std::vector<int>(static_cast<std::size_t>(data.training.size()), -1), 1, true,
                     std::move(described)};
  for (const Index place : split.validation) parts.of_row[static_cast<std::size_t>(place)] = 0;
  if (split.validation.size() < 2) return parts;
  const std::vector<Split> two = halves(data, split.validation);
  for (const Index second : two.front().validation) {
    parts.of_row[static_cast<std::size_t>(split.validation[static_cast<std::size_t>(second)])] = 1;
  }
  parts.count = 2;
  return parts;
}

Split rows_of_parts(const std::vector<int>& of_row, const std::vector<bool>& left_out) {
  Split split;
  for (std::size_t row = 0; row < of_row.size(); ++row) {
    const bool out = of_row[row] >= 0 && left_out[static_cast<std::size_t>(of_row[row])];
    (out ? split.validation : split.training).push_back(static_cast<Index>(row));
  }
  return split;
}

constexpr int kPartsToLeaveTwo = 5;

}  // namespace

std::vector<Split> JudgingParts::leave_out(int networks, bool single) const {
  const auto parts = static_cast<std::size_t>(count);
  if (together) return {rows_of_parts(of_row, std::vector<bool>(parts, true))};
  const auto ring = static_cast<std::size_t>(std::clamp(networks, 1, count));
  std::vector<Split> splits;
  for (std::size_t c = 0; c < ring; ++c) {
    std::vector<bool> left_out(parts, false);
    left_out[c] = true;
    if (!single && count >= kPartsToLeaveTwo) left_out[ring == 1 ? 1 : (c + 1) % ring] = true;
    splits.push_back(rows_of_parts(of_row, left_out));
  }
  return splits;
}

std::string JudgingParts::describe(std::span<const int> part_of) const {
  const std::string all = std::to_string(count) + "-fold cross-validation";
  const auto judged = std::set<int>(part_of.begin(), part_of.end()).size();
  const bool complete = judged >= static_cast<std::size_t>(count);
  if (together || complete || !described.starts_with(all)) return described;
  return std::to_string(judged) + " of " + std::to_string(count) + " folds" + described.substr(all.size());
}

double JudgingParts::share_known_without_part(bool single) const {
  if (together || count < 2) return 1;
  const double parts = count;
  if (single || count < kPartsToLeaveTwo) return 1 - 1 / parts;
  // Weights 1 of the parts that both know, ½ of the two that only one knows: (Σw)²/Σw² (Kish 1965).
  return (parts - 2) * (parts - 2) / (parts - 2.5) / parts;
}

std::vector<Split> JudgingParts::splits() const {
  return leave_out(count, true);
}

JudgingParts ensemble_parts(const TrainingData& data, int k, int networks) {
  if (by_time(data)) {
    const double fraction = data.config.training.validation_fraction;
    const Split later = later_rows(data, fraction);
    require_both_classes(data, later);
    return together(data, later, describe_part(data, fraction, later));
  }
  if (by_group(data)) k = std::clamp(count_distinct(units(data.training)), 2, k);
  if (networks == 1 && k >= kPartsToLeaveTwo) {
    Split part;
    try {
      part = split_by_fraction(data, 1.0 / k);
    } catch (const UsageError& error) {
      rethrow_with_column(data, error);
    }
    require_both_classes(data, part);
    return together(data, part, describe_part(data, 1.0 / k, part));
  }
  Folds folds = cross_validation_folds(data, k);
  return {std::move(folds.part_of), folds.count, false, std::move(folds.described)};
}

Holdout hold_out(const TrainingData& data) {
  if (data.validation.table != nullptr) return {data.training, data.validation, {}, data.validation.table->source};
  const double fraction = data.config.training.validation_fraction;
  const bool asked = by_time(data) || fraction != TrainingConfig().validation_fraction;
  if (fraction == 0 || (!asked && data.training.size() < kFewestToHoldOut)) return {data.training, {}, {}, ""};
  Split split;
  try {
    split = by_time(data) ? later_rows(data, fraction) : split_by_fraction(data, fraction);
  } catch (const UsageError& error) {
    if (by_time(data)) throw;
    rethrow_with_column(data, error);
  }
  if (split.validation.empty()) return {data.training, {}, {}, ""};
  require_both_classes(data, split);
  return {data.training.gather(split.training), data.training.gather(split.validation), split.validation,
          describe_part(data, fraction, split)};
}

std::vector<int> holdout_parts(const TrainingData& data, const Holdout& holdout) {
  const LabelledRows& rows = holdout.held_out;
  std::vector<Index> unit = units(rows);
  if (const std::string& group = data.config.data.group; rows.group.empty() && !group.empty()) {
    const Column* column = rows.table->find(group);  // a validation file need not have it
    if (column != nullptr && column->missing == 0) unit = read_groups(*rows.table, group, rows.rows);
  }
  Index parts = std::min<Index>(kHoldoutParts, detail::rarer_class_size(rows.target));
  if (!unit.empty()) parts = std::min<Index>(parts, count_distinct(unit));
  if (parts < 2) return {};
  const Random random = random_stream(data.config, RandomStream::folds);
  const int k = static_cast<int>(parts);
  return unit.empty() ? stratified_parts(rows.target, k, random) : grouped_parts(rows.target, unit, k, random);
}

}  // namespace binet
