#pragma once

#include "binet/eval/predictions.hpp"

#include <span>
#include <vector>

namespace binet {

/// Predictions binned by probability, in bounded size for any number of rows: the source of thresholds, curves and
/// histograms. Bin i holds the rows with lower[i] ≤ probability < lower[i + 1]; the last bin includes 1. Empty bins are
/// left out. Counts at a threshold that was an edge when the bins were made are exact.
struct ScoreBins {
  std::vector<double> lower;               ///< ascending
  std::vector<double> positive, negative;  ///< Σ of weights per class
  std::vector<double> probability;         ///< Σ weight · probability

  std::size_t size() const { return lower.size(); }
  double positives() const;
  double negatives() const;
};

/// How fine the bins are. The edges are k/grid, some extra ones near 0 and 1, quantiles of each class, and `also`.
struct ScoreBinning {
  int grid = 1000;
  int quantiles = 200;  ///< per class
  std::vector<double> also = {};
};

ScoreBins bin_scores(const Predictions&, const ScoreBinning&);

/// The edges without the quantiles: the thresholds at which counts are exact.
std::vector<double> exact_thresholds(const ScoreBinning&);

}  // namespace binet
