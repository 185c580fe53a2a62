#pragma once

#include "model/evidence.hpp"
#include "sgd/network_training.hpp"
#include "train/training_data.hpp"

#include <span>
#include <vector>

namespace binet::detail {

/// Histograms of the training table's columns by class, on evenly spaced rows if there are many. Call it before a
/// recipe consumes the table.
std::vector<ClassHistogram> column_histograms(const TrainingData&);

/// The losses of networks trained in parallel: their mean, then each. Of many epochs, evenly spaced ones.
std::vector<LearningCurve> learning_curves(std::span<const TrainingSummary>, const std::string& name);

/// Reduces the evidence to about output.evidence kilobytes: the curves of folds are dropped first, then the last
/// columns. Columns that the model does not use are always dropped.
void bound_evidence(const OutputConfig&, const Schema&, Evidence&);

}  // namespace binet::detail
