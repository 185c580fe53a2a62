#pragma once

#include "binet/base/types.hpp"
#include "math/random.hpp"
#include "math/split.hpp"

#include <span>
#include <vector>

namespace binet {

/// Holds out about `fraction` of each class, at least one row if the class has two. `target` is 0 or 1.
Split stratified_holdout(const Vector& target, double fraction, Random);

/// Deals the rows to k parts with equal shares of each class; returns the part of each row, from 0.
std::vector<int> stratified_parts(const Vector& target, int k, Random);

/// As stratified_parts, but rows of the same group stay in one part.
std::vector<int> grouped_parts(const Vector& target, std::span<const Index> group, int k, Random);

/// Evaluates the rows of one part, and fits on those of all others.
Split split_without(std::span<const int> part_of, int part);

/// k folds with equal shares of each class; every row is in the validation part of exactly one.
std::vector<Split> stratified_folds(const Vector& target, int k, Random);

/// As stratified_folds, but rows of the same group stay in one fold.
std::vector<Split> grouped_folds(const Vector& target, std::span<const Index> group, int k, Random);

/// As stratified_holdout, but rows of the same group stay together; each part has at least one group. Throws UsageError
/// if there is only one group.
Split grouped_holdout(const Vector& target, std::span<const Index> group, double fraction, Random);

/// The validation part is the last rows in time. The cut is as near to `fraction` as possible without separating rows
/// with equal times; of two equally near cuts, the later one. Both parts have rows unless all times are equal, in which
/// case all rows are for training.
Split time_holdout(std::span<const double> time, double fraction);

/// Divides the rows, in order of time, into k + 1 blocks as equal as ties allow; returns the block of each row, from 0.
/// Throws UsageError for k or fewer distinct times.
std::vector<int> time_blocks(std::span<const double> time, int k);

/// Trains on the blocks before block window + 1, and validates on that block.
Split expanding_window(std::span<const int> block_of, int window);

/// The k expanding windows of time_blocks.
std::vector<Split> expanding_windows(std::span<const double> time, int k);

}  // namespace binet
