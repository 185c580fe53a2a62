#pragma once

#include "linear/design.hpp"
#include "model/inference.hpp"
#include "model/inference_design.hpp"

#include <Eigen/Core>

#include <vector>

namespace binet {

/// The estimates that marginal effects are computed from.
struct EffectEstimates {
  const Classifier& model;
  const Table& table;
  const InferenceDesign& all;        ///< with the columns that are aliased
  const std::vector<Index>& kept;    ///< columns of `all` that are not; ascending
  const Design& design;              ///< these
  const DesignFit& fit;
  const Eigen::MatrixXd& covariance;  ///< on x'
};

/// Average marginal effects of the columns of the file, in their order, through all terms that read them: for numbers
/// the mean slope over the rows that have the number; for categories each level against the reference.
std::vector<MarginalEffect> marginal_effects(const EffectEstimates&);

}  // namespace binet
