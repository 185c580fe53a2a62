#include "train/resampling.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace binet {

namespace {

constexpr int kPenaltyFolds = 5;

bool by_group(const TrainingData& data) {
  return !data.training.group.empty();
}

bool by_time(const TrainingData& data) {
  return !data.training.time.empty();
}

template <class T>
int count_distinct(const std::vector<T>& values) {
  return static_cast<int>(std::set<T>(values.begin(), values.end()).size());
}

std::string percent(double share) {
  const std::string digits = std::to_string(std::lround(share * 1000));
  const std::string whole = digits.substr(0, digits.size() - 1), tenth = digits.substr(digits.size() - 1);
  return (whole.empty() ? "0" : whole) + (tenth == "0" ? "" : "." + tenth) + " %";
}

/// ", whole groups of patient"; empty without groups.
std::string in_groups(const TrainingData& data) {
  return by_group(data) ? ", whole groups of " + data.config.data.group : "";
}

[[noreturn]] void rethrow_with_column(const TrainingData& data, const UsageError& error) {
  throw UsageError((by_time(data)    ? "time \"" + data.config.data.time + "\": "
                    : by_group(data) ? "group \"" + data.config.data.group + "\": "
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

void require_both_classes(const TrainingData& data, const std::vector<Split>& splits) {
  if (!by_group(data) && !by_time(data)) return;  // equal shares see to it
  for (const Split& split : splits) {
    if (has_both_classes(data, split.training)) continue;
    const std::ptrdiff_t positive = count_positives(data, split.training);
    const std::string& missing = positive == 0 ? data.target.positive : data.target.negative;
    throw Error(data.training.table->source + ": " +
                (by_time(data) ? "the first rows by time \"" + data.config.data.time + "\" have"
                               : "without one fold, the groups of \"" + data.config.data.group + "\" left have") +
                " no row of class \"" + missing + "\"; expected rows of both classes to fit on");
  }
}

Split split_by_fraction(const TrainingData& data, double fraction) {
  const Vector& target = data.training.target;
  if (by_time(data)) return time_holdout(data.training.time, fraction);
  const Random random = random_stream(data.config, RandomStream::holdout);
  return by_group(data) ? grouped_holdout(target, data.training.group, fraction, random)
                        : stratified_holdout(target, fraction, random);
}

std::string describe_part(const TrainingData& data, double fraction) {
  return by_time(data) ? "the last " + percent(fraction) + " by " + data.config.data.time
                       : percent(fraction) + " held out" + in_groups(data);
}

/// Throws UsageError if all rows are of one time.
Split later_rows(const TrainingData& data, double fraction) {
  Split split = split_by_fraction(data, fraction);
  if (!split.training.empty() && !split.validation.empty()) return split;
  throw UsageError("time \"" + data.config.data.time + "\": no row is earlier than the last " + percent(fraction) +
                   "; the time is one and the same");
}

}  // namespace

Folds cross_validation_folds(const TrainingData& data, int k) {
  const Random random = random_stream(data.config, RandomStream::folds);
  Folds folds;
  try {
    folds.splits = by_time(data)    ? expanding_windows(data.training.time, k)
                   : by_group(data) ? grouped_folds(data.training.target, data.training.group, k, random)
                                    : stratified_folds(data.training.target, k, random);
  } catch (const UsageError& error) {
    rethrow_with_column(data, error);
  }
  require_both_classes(data, folds.splits);
  folds.described = by_time(data) ? std::to_string(k) + " expanding windows by " + data.config.data.time
                                  : std::to_string(k) + "-fold cross-validation" + in_groups(data);
  return folds;
}

Folds penalty_folds(const TrainingData& data) {
  if (by_time(data)) {
    int windows = std::clamp(count_distinct(data.training.time) - 1, 1, kPenaltyFolds);
    // The rows before the first window are the more, the fewer windows.
    while (windows > 1 && !has_both_classes(data, expanding_windows(data.training.time, windows)[0].training))
      --windows;
    return cross_validation_folds(data, windows);
  }
  if (by_group(data)) {
    return cross_validation_folds(data, std::clamp(count_distinct(data.training.group), 2, kPenaltyFolds));
  }
  return {};
}

Folds ensemble_folds(const TrainingData& data, int k) {
  if (by_group(data)) return cross_validation_folds(data, std::clamp(count_distinct(data.training.group), 2, k));
  if (!by_time(data)) return cross_validation_folds(data, k);
  const double fraction = data.config.training.validation_fraction;
  Folds folds{{later_rows(data, fraction)}, describe_part(data, fraction)};
  require_both_classes(data, folds.splits);
  return folds;
}

Holdout hold_out(const TrainingData& data) {
  if (data.validation.table != nullptr) return {data.training, data.validation, {}, data.validation.table->source};
  const double fraction = data.config.training.validation_fraction;
  if (fraction == 0) return {data.training, {}, {}, ""};
  Split split;
  try {
    split = by_time(data) ? later_rows(data, fraction) : split_by_fraction(data, fraction);
  } catch (const UsageError& error) {
    if (by_time(data)) throw;
    rethrow_with_column(data, error);
  }
  if (split.validation.empty()) return {data.training, {}, {}, ""};
  require_both_classes(data, {split});
  return {data.training.gather(split.training), data.training.gather(split.validation), split.validation,
          describe_part(data, fraction)};
}

}  // namespace binet
