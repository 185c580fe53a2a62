#pragma once

#include "binet/eval/score_bins.hpp"
#include "binet/table/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// How a network's losses, or those of several, went from epoch to epoch.
struct LearningCurve {
  std::string name;  ///< "mean of 5 folds", "fold 2", "training"
  std::vector<int> epoch;
  std::vector<double> loss;             ///< in training
  std::vector<double> validation_loss;  ///< on held-out rows; empty if there were none
};

/// The cells of one column in the training rows, by class. Numbers: bins of equal width over `edges`, cells beyond them
/// counted in the outer bins. Categories: the commonest levels.
struct ClassHistogram {
  std::string name;
  std::vector<double> edges;               ///< of numbers: ascending, one more than bins
  std::vector<std::string> levels;         ///< of categories
  std::vector<double> positive, negative;  ///< rows per bin or level
  double missing = 0, other = 0;           ///< rows without a value, and with a level that is not listed
  double median = 0;                       ///< of numbers
};

/// What a report shows beside the model, kept in it in bounded size. Nothing that predicts reads it.
struct Evidence {
  ScoreBins held_out;  ///< of predictions on rows that their model did not see
  std::vector<LearningCurve> curves;
  std::vector<ClassHistogram> columns;

  bool empty() const { return held_out.size() == 0 && curves.empty() && columns.empty(); }
};

/// How the predictions of held-out rows are binned in a model file: coarser than on a page made from rows.
ScoreBinning kept_binning(double threshold);

/// The column's cells in the rows given. `positive` tells the class of each row; other cells are not looked at.
ClassHistogram column_histogram(const Table&, const Column&, std::span<const Index> rows,
                                 const std::vector<bool>& positive);

/// The cells of another table in the same bins or levels: the shares of all rows, then "other" and missing.
std::vector<double> shares_in(const ClassHistogram&, const Table&, std::span<const Index> rows);
/// The same of the histogram itself.
std::vector<double> shares_of(const ClassHistogram&);

}  // namespace binet
