#pragma once

#include "binet/math/random.hpp"
#include "binet/math/types.hpp"

#include <span>
#include <vector>

namespace binet {

struct Split {
  std::vector<Index> training, validation;  ///< row numbers, ascending
};

/// Holds out about `fraction` of each class, at least one row of each where a class has two. target is 0 or 1.
Split stratified_holdout(const Vector& target, double fraction, Random);

/// k folds with equal shares of each class; every row is in the validation part of exactly one.
std::vector<Split> stratified_folds(const Vector& target, int k, Random);

/// As stratified_folds, but rows with the same group stay in one fold.
std::vector<Split> grouped_folds(const Vector& target, std::span<const Index> group, int k, Random);

/// The last `fraction` of the rows, by ascending time, is the validation part; ties are not torn apart.
Split time_holdout(std::span<const double> time, double fraction);

}  // namespace binet
