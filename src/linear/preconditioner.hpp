#pragma once

#include "linear/linear_objective.hpp"
#include "math/decompositions.hpp"

#include <vector>

namespace binet::detail {

inline constexpr Index kManyLevels = 256;  ///< a code column with this many levels is cheaper to eliminate than to
                                           ///< expand

/// The Hessian of a linear model that may have columns of very many levels, as an approximation that is cheap to
/// invert:
///   core × core in full, where the core is the intercept, the dense columns and small code columns, as far as that is
///   worth its cost;
///   the largest code column in full too, since its own block is diagonal (its levels are eliminated: Schur
///   complement); of all other parameters the diagonal.
class LinearPreconditioner {
 public:
  /// Uses the curvatures of the objective's examples.
  LinearPreconditioner(const LinearObjective&, const VectorD& curvature);

  /// v := M⁻¹v.
  void apply(VectorD& v) const;

 private:
  void choose_core(const LinearLayout&, Index rows);
  void build_core(const LinearObjective&, const VectorD& curvature);

  std::vector<Index> core_;                ///< parameters, in the order of core × core
  std::vector<std::size_t> core_columns_;  ///< code columns in the core
  bool dense_in_core_ = false;
  std::size_t eliminated_ = 0;  ///< code column + 1; 0: none
  Index eliminated_offset_ = 0;
  MatrixD coupling_;  ///< eliminated levels × core, row j divided by the level's diagonal
  VectorD diagonal_;
  Cholesky core_factor_;
};

}  // namespace binet::detail
