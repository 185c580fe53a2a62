#pragma once

#include "binet/model/classifier.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// Ends of an interval of a probability, as logits; NaN where there is none.
struct LogitInterval {
  double lower = 0, upper = 0;
};

/// Intervals of predicted probabilities, from what the model's file has.
class PredictionIntervals {
 public:
  /// `level` between 0 and 1. Throws Error for a model without a covariance of its parameters and without held-out
  /// predictions. The model must outlive the object.
  PredictionIntervals(const Classifier&, double level);

  /// How they are computed: a sentence.
  const std::string& method() const { return method_; }
  /// One per row of the table, whose logits are given.
  std::vector<LogitInterval> of(const Table&, std::span<const double> logits) const;

 private:
  void add_delta(const Table&, std::span<const double> logits, std::vector<LogitInterval>&) const;

  const Classifier& model_;
  double quantile_;      ///< of the normal distribution
  MatrixD covariance_;   ///< of the parameters; empty: the reliability line is used
  std::string method_;
};

/// Calibration of predictions of rows that their fits did not see: logistic regression of the target on the logit, with
/// the covariance of its two coefficients (Cox 1958). Weights count rows. Empty if it has no finite estimates.
std::optional<ReliabilityLine> fit_reliability_line(const VectorD& logit, const VectorD& target, const VectorD& weight);

}  // namespace binet
