#pragma once

#include "binet/eval/predictions.hpp"
#include "eval/calibration_metrics.hpp"
#include "eval/confusion_matrix.hpp"
#include "eval/discrimination.hpp"

#include <optional>

namespace binet {

/// Predictions with the intermediate results that several metrics share, each computed on first use. Not thread-safe.
class PredictionSummary {
 public:
  PredictionSummary(const Predictions& rows) : rows_(rows) {}

  const Predictions& rows() const { return rows_; }
  const ConfusionMatrix& counts() const { return found(counts_, confusion_matrix); }
  const Discrimination& discrimination() const { return found(discrimination_, binet::discrimination); }
  const CalibrationLine& calibration_line() const { return found(calibration_line_, binet::calibration_line); }

 private:
  template <class T>
  const T& found(std::optional<T>& part, T (*find)(const Predictions&)) const {
    if (!part) part = find(rows_);
    return *part;
  }

  Predictions rows_;
  mutable std::optional<ConfusionMatrix> counts_;
  mutable std::optional<Discrimination> discrimination_;
  mutable std::optional<CalibrationLine> calibration_line_;
};

}  // namespace binet
