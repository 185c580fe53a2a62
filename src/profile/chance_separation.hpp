#pragma once

namespace binet::detail {

/// Above this chance, a column that separates the classes does not look like one known only after the outcome.
constexpr double kMostChance = 0.01;

/// The probability, at most 1, that one of `columns` without any relation to the outcome ranks `positives` of `rows` so
/// well, in either direction, that at most `misranked` pairs of a positive and a negative row are in the wrong order.
/// Of the C(n, k) equally likely orders, those with m misranked pairs are the partitions of m into at most k numbers of
/// at most n − k (Mann and Whitney 1947); there are at most C(m + k, k) with m or fewer.
double chance_of_separation(double rows, double positives, double misranked, double columns);

}  // namespace binet::detail
