#pragma once

#include "binet/base/types.hpp"
#include "binet/eval/metrics.hpp"
#include "binet/model/evaluation.hpp"

#include <list>
#include <vector>

namespace binet {

/// Standard errors of metrics where rows of a group are not independent of each other: up to 20 blocks of whole groups
/// are left out in turn, and the error is that of the jackknife, √((b − 1)/b Σ (θ₋ᵢ − θ̄)²) (Kott 2001, "The
/// delete-a-group jackknife"). Errors that take rows as independent are too small by the square root of the design
/// effect.
class GroupErrors {
 public:
  /// `group` is equal for rows of a group; empty: every row is independent, and errors stay as they are.
  GroupErrors(const ScoredRows&, const std::vector<Index>& group);
  GroupErrors(const GroupErrors&) = delete;

  /// The error by groups, but not less than `by_rows`.
  double widened(const Metric&, double by_rows) const;

 private:
  std::list<ScoredRows> rows_;  ///< without one block each
};

}  // namespace binet
