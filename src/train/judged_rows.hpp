#pragma once

#include "binet/eval/metrics.hpp"
#include "binet/model/evaluation.hpp"
#include "eval/decision.hpp"
#include "eval/prediction_summary.hpp"
#include "math/random.hpp"
#include "train/fold_dependence.hpp"

#include <vector>

namespace binet {

/// How held-out rows came about.
struct JudgingFacts {
  bool shares_known = false;  ///< as in HeldOut
  FoldDependence dependence = {};
  std::vector<Index> group = {};  ///< of each row, where folds hold whole groups; else empty
  std::vector<Index> fold = {};  ///< of each row, from 1; 0: not known; empty: none is
  bool ranked_in_folds = false;  ///< the ROC AUC compares rows of one fold
};

/// What metrics are read off. Losses are those of fits that did not know a row's own part in the share of its class;
/// ranking and calibration are of fits with the shares of all, since those without would rank rows backwards. Labels
/// are by thresholds that the other rows have chosen, part by part.
///
/// Where each fold is predicted by a network of its own (ranked_in_folds), the ROC AUC compares rows of one fold:
/// logits of different networks are not on one scale, and a network that has seen a row ranks others against it
/// (Parker, Günter, Bedo 2007, "Stratification bias in low signal microarray studies"; Forman, Scholz 2010,
/// "Apples-to-apples in cross-validation studies").
class JudgedRows {
 public:
  JudgedRows(const ScoredRows&, JudgingFacts);
  /// `labels` as label_by_others gives them.
  JudgedRows(const ScoredRows&, JudgingFacts, std::vector<double> labels);
  JudgedRows(const JudgedRows&) = delete;

  /// The value with its standard error.
  MetricInterval evaluate(const Metric&) const;
  double base_log_loss() const { return base_log_loss_; }

 private:
  JudgingFacts facts_;
  double area_in_folds_;
  ScoredRows own_;
  std::vector<double> own_labels_;
  double base_log_loss_;
  PredictionSummary summary_, losses_, labels_;
};

/// The log loss of each row, as JudgedRows takes it.
std::vector<double> judged_log_losses(const ScoredRows&, const JudgingFacts&);

/// Each row's label, 1 or 0, by a threshold that the other rows have chosen: up to ten parts. Of very many rows, and
/// where a part of them satisfies no threshold, by the threshold of all.
std::vector<double> label_by_others(const DecisionRule&, const ScoredRows&, Random);

}  // namespace binet
