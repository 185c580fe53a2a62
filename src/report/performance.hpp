#pragma once

#include "binet/model/classifier.hpp"
#include "report/report.hpp"

#include <string>
#include <utility>
#include <vector>

namespace binet {

/// Labelled rows of the data and their predictions.
struct ScoredData {
  std::vector<Index> rows;  ///< of the table
  ScoredRows scores;
};

/// Throws Error if the data have no target column, a row has no target and the source keeps such rows, or no row is
/// left.
ScoredData score_data(const ReportSource&);

/// The quality of these predictions; `seen`: of rows that the model was trained on.
Performance measure(const ScoredRows&, const Classifier&, std::string described, bool seen);

/// The part of [0, 1] that charts show of the probabilities: all of it, unless those of each class, but for the outer
/// hundredths, lie in less than a quarter of it.
std::pair<double, double> shown_probabilities(const ScoreBins&);

/// The end of an axis of shares that holds the values and `other`: 1 unless they fill only a small part of it.
double end_of_shares(const std::vector<double>& values, double other);

/// The observed share of positives, with its interval of 95%, in groups of rows of about equal size and rising
/// prediction; and the axes that show them.
struct CalibrationGroups {
  std::vector<double> predicted, observed, low, high;
  std::pair<double, double> shown = {0, 1};  ///< of the predictions
  double top = 1;                            ///< of the observed shares
};
CalibrationGroups calibration_groups(const ScoreBins&);

/// The performance that training measured on unseen rows.
Performance held_out_performance(const Classifier&);

}  // namespace binet
