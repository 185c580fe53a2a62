#pragma once

#include "binet/model/classifier.hpp"
#include "model/platt_scaling.hpp"
#include "train/training_data.hpp"

#include <vector>

namespace binet {

/// Predictions of the parts of a mixture for rows they were not fitted to.
struct JudgedParts {
  std::vector<VectorD> logits;  ///< one vector per part, which mixtures are fitted to
  std::vector<VectorD> judged;  ///< from choices in which the row had no part; empty, or for a part: as `logits`
  LabelledRows rows;
  std::vector<int> part_of;  ///< per row, from 0: a part is evaluated by what is fitted to the rows of the other parts
  bool simplest_first = false;  ///< the first part is the baseline that the mixture has to beat
  double shrinkage = kShrinkageOfLogLoss;  ///< of the calibration
  /// The parts are folds of whole groups, and each part's logits are of fits to the other parts.
  bool folds_of_groups = false;
  /// `judged` by one network of each part at a time, [network][part]; may be empty.
  std::vector<std::vector<VectorD>> judged_by_one = {};

  const VectorD& judged_logits(std::size_t part) const {
    return part < judged.size() && judged[part].size() > 0 ? judged[part] : logits[part];
  }
};

struct MixtureFit {
  std::vector<double> weights;  ///< per part; sum 1
  Calibration calibration;

  VectorD logits(const std::vector<VectorD>& of_parts) const;
};

/// A mixture and its logits for the same rows. Each logit uses weights and calibration fitted only to the other parts
/// of the rows, so that the metrics hold for new rows. Where the first part alone is chosen, the logits are its own:
/// the choice takes a difference that is hardly due to chance, so that it favours neither, and folds that would choose
/// otherwise would describe a model that is not the one chosen.
///
/// Of folds of groups, the calibration's intercept is that of all rows. A fold whose rows are positive more often than
/// expected raises the logits of the other folds, which are fitted to it, and an intercept fitted to those would lower
/// its own logits by as much again. Over all folds both cancel, so that the intercept knows nothing of any fold.
struct MixtureChoice {
  MixtureFit mixture;
  VectorD logit;
  std::vector<VectorD> logit_by_one = {};  ///< by one network of each part at a time; empty if the mixture has none
};

/// Weighs the parts (config.mixture) and calibrates the mixture (config.calibration). The first part alone is chosen if
/// it is to be beaten and the mixture's log loss is higher by more than four standard errors, or surely the same to
/// 1e-4.
MixtureChoice choose_mixture(const JudgedParts&, const EnsembleConfig&);

}  // namespace binet
