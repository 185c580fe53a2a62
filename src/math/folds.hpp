#pragma once

#include "binet/base/types.hpp"
#include "binet/math/random.hpp"
#include "math/split.hpp"

#include <span>
#include <vector>

namespace binet {

/// Holds out about `fraction` of each class, at least one row of each where a class has two. target is 0 or 1.
Split stratified_holdout(const Vector& target, double fraction, Random);

/// k folds with equal shares of each class; every row is in the validation part of exactly one.
std::vector<Split> stratified_folds(const Vector& target, int k, Random);

/// As stratified_folds, but rows with the same group stay in one fold.
std::vector<Split> grouped_folds(const Vector& target, std::span<const Index> group, int k, Random);

/// As stratified_holdout, but rows with the same group stay together; each part gets one group at least. Throws
/// UsageError for a single group.
Split grouped_holdout(const Vector& target, std::span<const Index> group, double fraction, Random);

/// The last rows by ascending time are the validation part: as near to `fraction` of all as can be without parting rows
/// of one time, the later cut where two are as near. Both parts have rows unless all are of one time, when all are for
/// training.
Split time_holdout(std::span<const double> time, double fraction);

/// The rows by ascending time in k + 1 blocks as equal as ties allow; split i validates block i + 1 on all blocks
/// before it. Throws UsageError for k or fewer distinct times.
std::vector<Split> expanding_windows(std::span<const double> time, int k);

}  // namespace binet
