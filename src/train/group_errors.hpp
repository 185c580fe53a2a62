#pragma once

#include "binet/base/types.hpp"
#include "binet/eval/metrics.hpp"
#include "binet/model/evaluation.hpp"

#include <list>
#include <vector>

namespace binet {

/// (Σw)²/Σw²: how many equal weights these count like (Kish 1965, "Survey Sampling").
double effective_count(const std::vector<double>& weights);

/// The 95% interval of a mean over groups with these weights, whose error the groups themselves show, is this many
/// times wider than 1.96 standard errors: Student's quantile over the normal one, with G* − 1 degrees of freedom.
/// Unequal groups count as G* = (Σw)²/Σw² equal ones (Carter, Schnepel, Steigerwald 2017, "Asymptotic behavior of a
/// t-test robust to cluster heterogeneity"; Cameron, Miller 2015, "A practitioner's guide to cluster-robust
/// inference").
double few_groups_factor(const std::vector<double>& weights);

/// Standard errors of metrics where rows of a group are not independent of each other: up to 20 blocks of whole groups
/// are left out in turn, and the error is that of the jackknife, √((b − 1)/b Σ (θ₋ᵢ − θ̄)²) (Kott 2001, "The
/// delete-a-group jackknife"). Errors that take rows as independent are too small by the square root of the design
/// effect. few_groups_factor is part of the error, so that ± 1.96 errors are the 95% interval however few groups there
/// are.
class GroupErrors {
 public:
  /// `group` is equal for rows of a group; empty: every row is independent, and errors stay as they are.
  GroupErrors(const ScoredRows&, const std::vector<Index>& group);
  GroupErrors(const GroupErrors&) = delete;

  /// The error by groups, but not less than `by_rows`.
  double widened(const Metric&, double by_rows) const;

 private:
  std::list<ScoredRows> rows_;  ///< without one block each
  double factor_ = 1;           ///< few_groups_factor of the blocks
};

}  // namespace binet
