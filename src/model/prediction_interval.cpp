#include "model/prediction_interval.hpp"

#include "base/every_index.hpp"
#include "binet/base/error.hpp"
#include "linear/design.hpp"
#include "math/chi_squared.hpp"
#include "model/logit_spread.hpp"
#include "model/member.hpp"
#include "table/term_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace binet {
namespace {

/// A symmetric matrix from its lower triangle, row by row; empty if the count of entries fits no matrix of this size.
MatrixD from_triangle(const std::vector<double>& entries, Index size) {
  if (entries.empty() || std::ssize(entries) != size * (size + 1) / 2) return {};
  MatrixD matrix(size, size);
  std::size_t next = 0;
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j <= i; ++j) matrix(i, j) = matrix(j, i) = entries[next++];
  }
  return matrix;
}

/// The features of all rows, with the columns of terms.
Features encode_all(const Classifier& model, const Table& table) {
  const std::vector<Index> rows = every_index(table.rows);
  const Encoder& encoder = model.encoders[model.members[0].encoder];
  if (!lacks_terms(table, model.schema)) return encoder.encode(table, rows);
  Table with_terms = table.gather(rows);
  add_term_columns(with_terms, model.schema);
  return encoder.encode(with_terms, rows);
}

}  // namespace

PredictionIntervals::PredictionIntervals(const Classifier& model, double level)
    : model_(model), quantile_(normal_quantile((1 + level) / 2)) {
  const TrainingReport& report = model.report;
  const bool linear = model.members.size() == 1 && model.members[0].network.layer_count() == 1;
  if (linear) covariance_ = from_triangle(report.covariance, model.members[0].network.parameter_count());
  if (covariance_.size() > 0) {
    method_ = "by the delta method, from the covariance of the coefficients";
  } else if (report.reliability_line && report.logit_spread) {
    method_ =
        "of each row's probability, from the calibration of held-out predictions and from how much labels and initial "
        "weights move predictions, widened to contain the probability itself";
  } else if (report.reliability_line) {
    method_ =
        "of the share of positives among rows predicted alike, from the calibration of held-out predictions, widened "
        "to contain the probability itself";
  } else {
    throw Error("--interval: the model has neither a covariance of its coefficients nor held-out predictions; train it "
                "again with rows held out, or with --model logistic --l2 0");
  }
}

void PredictionIntervals::add_delta(const Table& table, std::span<const double> logits,
                                    std::vector<LogitInterval>& found) const {
  const Features features = encode_all(model_, table);
  const std::vector<Index> levels = model_.encoders[model_.members[0].encoder].shape().levels;
  const Index dense = features.dense.cols();
  for (Index row = 0; row < features.rows(); ++row) {
    VectorD direction = VectorD::Zero(covariance_.rows());
    direction[0] = 1;
    direction.segment(1, dense) = features.dense.row(row).cast<double>();
    bool known = true;
    Index first = 1 + dense;
    for (std::size_t c = 0; c < levels.size(); ++c) {
      const std::int32_t code = features.codes(row, static_cast<Index>(c));
      known &= code != kNoCode;
      if (code != kNoCode) direction[first + code] = 1;
      first += levels[c];
    }
    const double error = known ? std::sqrt(std::max(0.0, direction.dot(covariance_ * direction)))
                               : std::numeric_limits<double>::quiet_NaN();
    const double logit = logits[static_cast<std::size_t>(row)];
    found.push_back({logit - quantile_ * error, logit + quantile_ * error});
  }
}

std::vector<LogitInterval> PredictionIntervals::of(const Table& table, std::span<const double> logits) const {
  std::vector<LogitInterval> found;
  if (covariance_.size() > 0) {
    add_delta(table, logits, found);
    return found;
  }
  const ReliabilityLine& line = *model_.report.reliability_line;
  for (const double z : logits) {
    const double center = line.intercept + line.slope * z;
    double variance = line.intercept_variance + 2 * z * line.covariance + z * z * line.slope_variance;
    if (const auto& spread = model_.report.logit_spread) variance += variance_at(*spread, z);
    const double error = std::sqrt(std::max(0.0, variance));
    found.push_back({std::min(center - quantile_ * error, z), std::max(center + quantile_ * error, z)});
  }
  return found;
}

std::optional<ReliabilityLine> fit_reliability_line(const VectorD& logit, const VectorD& target,
                                                    const VectorD& weight) {
  Design design;
  design.x.resize(logit.size(), 2);
  design.x.col(0).setOnes();
  design.x.col(1) = logit;
  design.target = target;
  design.weight = weight;
  if (!logit.allFinite() || logit.size() < 3 || logit.minCoeff() == logit.maxCoeff()) return std::nullopt;
  const DesignFit fit = maximise_likelihood(design);
  if (!fit.converged) return std::nullopt;
  const Eigen::MatrixXd covariance = inverse_information(design.x, information_weights(weight, fit.probability));
  if (!covariance.allFinite()) return std::nullopt;
  return ReliabilityLine{fit.coefficients[0], fit.coefficients[1], covariance(0, 0), covariance(1, 0),
                         covariance(1, 1)};
}

}  // namespace binet
