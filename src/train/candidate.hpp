#pragma once

#include "model/evidence.hpp"
#include "model/member.hpp"
#include "train/held_out.hpp"

#include <utility>
#include <vector>

namespace binet {

/// A fitted model with its held-out predictions, from which threshold and metrics are computed.
struct Candidate {
  Classifier model;
  HeldOut held_out;
  std::vector<LearningCurve> curves = {};  ///< for the report
  LayerCourse course = {};                 ///< the same
  /// Where a file judges the model: training rows predicted by fits without them, if there are any, from which the
  /// spread of logits is estimated.
  HeldOut left_out = {};
  /// The predictions that choose the threshold; empty: the held-out ones. Those may be made by other choices than the
  /// model's, or be of fewer rows.
  HeldOut threshold_rows = {};
  /// The model is one of other rows, which these rows at most recalibrate: its report has the spread, if it is known.
  bool of_other_rows = false;
  bool is_base_rate = false;  ///< no fit predicted better: a note of the report says so

  /// From here on a file judges the model.
  void judge_by(HeldOut file) {
    left_out = std::move(held_out);
    held_out = std::move(file);
  }
};

}  // namespace binet
