#pragma once

#include "binet/model/evidence.hpp"
#include "binet/sgd/network_training.hpp"
#include "train/training_data.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// Histograms of the training table's columns by class, on evenly spaced rows where there are many. To be made before
/// a recipe uses the table up.
std::vector<ClassHistogram> column_histograms(const TrainingData&);

/// The losses of networks trained side by side: their mean, then each. Of many epochs, evenly spaced ones.
std::vector<LearningCurve> learning_curves(std::span<const TrainingSummary>, const std::string& name);

/// Cuts the evidence to output.evidence kilobytes, about: folds' curves go first, then the last columns. Columns that
/// the model does not use go in any case.
void bound_evidence(const OutputConfig&, const Schema&, Evidence&);

}  // namespace binet::detail
