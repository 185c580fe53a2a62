#pragma once

#include "binet/table/table.hpp"
#include "eval/score_bins.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

struct TrainingReport;

/// The losses of one or several networks per epoch.
struct LearningCurve {
  std::string name;  ///< "mean of 5 folds", "fold 2", "training"
  std::vector<int> epoch;
  std::vector<double> loss;             ///< training loss
  std::vector<double> validation_loss;  ///< loss on held-out rows; empty if there were none
};

/// How the hidden layers of a network stood while it trained on all rows.
struct LayerCourse {
  struct Layer {
    std::string name;                ///< "1 dense"
    std::string activation;          ///< empty if the layer has none
    std::vector<double> saturated;   ///< per epoch: share of activations with |f′| < 0.01; empty without activation
    std::vector<double> gradient;    ///< per epoch: root mean square of ∂ℓ/∂output
  };
  std::vector<int> epoch;  ///< ascending; 0: before the first one
  std::vector<Layer> layers;
};

/// Counts of one column's cells in the training rows, by class. Numbers: bins of equal width over `edges`; cells beyond
/// them count in the outer bins. Categories: the most frequent levels.
struct ClassHistogram {
  std::string name;
  std::vector<double> edges;               ///< of numbers: ascending, one more than the bins
  std::vector<std::string> levels;         ///< of categories
  std::vector<double> positive, negative;  ///< rows per bin or level
  double missing = 0, other = 0;           ///< rows without a value; rows with a level that is not listed
  double median = 0;                       ///< of numbers
};

/// The data of a report, kept in the model in bounded size. Prediction does not read it.
struct Evidence {
  ScoreBins held_out;  ///< predictions for rows that their model did not see
  std::vector<LearningCurve> curves;
  std::vector<ClassHistogram> columns;
  LayerCourse course = {};  ///< of a single network with hidden layers

  bool empty() const {
    return held_out.size() == 0 && curves.empty() && columns.empty() && course.epoch.empty();
  }
};

/// The report's evidence; empty if it has none.
const Evidence& evidence_of(const TrainingReport&);

/// The bins of held-out predictions in a model file: coarser than on a page made from rows.
ScoreBinning kept_binning(double threshold);

/// Counts the column's cells in the given rows. `positive` holds the class of each given row.
ClassHistogram column_histogram(const Table&, const Column&, std::span<const Index> rows,
                                 const std::vector<bool>& positive);

}  // namespace binet
