#pragma once

#include "binet/csv/csv_options.hpp"
#include "binet/linear/convergence.hpp"
#include "binet/table/schema.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace binet {

class Encoder;
struct Evidence;
struct Features;
struct Member;

/// Final logit = intercept + slope · logit(mixed probability). The default is the identity.
struct Calibration {
  double intercept = 0, slope = 1;

  VectorD apply(const VectorD& logit) const { return (intercept + slope * logit.array()).matrix(); }
};

/// How well a maximum-likelihood fit describes the rows it was fitted to.
struct LikelihoodSummary {
  double deviance = 0, null_deviance = 0;  ///< −2 log likelihood of the model and of the intercept alone
  Index parameters = 0;                    ///< including the intercept

  double aic() const { return deviance + 2 * static_cast<double>(parameters); }
  /// McFadden's pseudo-R², 1 − log L / log L of the intercept alone.
  double pseudo_r2() const { return 1 - deviance / null_deviance; }
};

/// Calibration of held-out predictions: logit of the share of positives = intercept + slope · z at a predicted logit z,
/// with the covariance of the estimates.
struct ReliabilityLine {
  double intercept = 0, slope = 1;
  double intercept_variance = 0, covariance = 0, slope_variance = 0;
};

/// How far the true logit of a row may be from the predicted logit z, besides the error of the calibration line: its
/// variance is response / √(p(1 − p)) + remainder with p = σ(z). See model/logit_spread.
struct LogitSpread {
  double response = 0, remainder = 0;
};

/// Information about the training run; saved in the model and shown by inspect.
struct TrainingReport {
  std::string recipe;              ///< as chosen: logistic, mlp, …
  std::vector<std::string> notes;  ///< one sentence each: dropped columns, separation, cuts
  Index rows = 0;                  ///< rows used for training, validation rows included
  Index validation_rows = 0;
  double positive_share = 0;  ///< weighted
  std::uint64_t seed = 0;
  std::string data_hash;                   ///< hash of the training table's cells, 16 hexadecimal digits
  int epochs = 0, best_epoch = 0;          ///< networks only
  std::optional<Convergence> convergence;  ///< convex solvers only
  bool interrupted = false;                ///< the run was stopped; the model is the best so far
  std::string verdict;                     ///< one sentence
  double l1 = 0, l2 = 0;                   ///< penalties as used
  /// Standard errors of the parameters in scaled units, in the network's order; only for logistic regression without
  /// penalty, otherwise empty.
  std::vector<double> standard_errors;
  double original_intercept_error = 0;          ///< standard error of the intercept in original units, set together
                                                ///< with standard_errors
  /// Covariance of the parameters in scaled units, set together with standard_errors unless there are too many: the
  /// lower triangle row by row; 0 for those not estimated.
  std::vector<double> covariance;
  std::optional<ReliabilityLine> reliability_line;  ///< of held-out predictions; empty if no rows were held out
  std::optional<LogitSpread> logit_spread;  ///< of held-out predictions; empty: unknown
  std::optional<LikelihoodSummary> likelihood;  ///< only for logistic regression without penalty or class weights
  std::vector<std::pair<std::string, double>> validation_metrics;  ///< empty if no rows were held out
  std::vector<std::pair<std::string, double>> validation_errors;   ///< standard errors of these, where known
  /// For a mixture: log loss, ROC AUC and Brier score of logistic regression alone on the same rows.
  std::vector<std::pair<std::string, double>> logistic_metrics;
  ColumnHistogram predictions = {};  ///< histogram of held-out probabilities; no shares if no rows were held out
  std::string validated_on;  ///< "20% held out", "leave-one-out", "valid.csv", …
  double base_log_loss = 0;  ///< log loss of predicting the share of positives, on the same rows
  std::shared_ptr<const Evidence> evidence;  ///< data of `binet report`; null: none
  std::string settings;      ///< the run's config as JSON text; only train reads and writes it
};

/// A trained model: rows in, probabilities out. It contains everything that prediction needs.
struct Classifier {
  Classifier();
  Classifier(const Classifier&);
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(const Classifier&);
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  Schema schema;
  std::vector<Encoder> encoders;
  std::vector<Member> members;
  Calibration calibration;
  double threshold = 0.5;
  std::string threshold_rule = "0.5";
  CsvOptions csv;             ///< as in the training file, except that predict detects the delimiter
  DriftLimits drift;          ///< when predict and evaluate warn about drift
  std::string weight_column;  ///< column of row weights in training; empty: none
  TrainingReport report;

  /// Probability of the positive class for each row; columns are found by name. The bits of a row's probability depend
  /// neither on the other rows nor on the number of threads.
  VectorD predict(const Table&) const;
  /// Calibrated logit of each row.
  VectorD logits(const Table&) const;
  VectorD logits(const Table&, std::span<const Index> rows) const;
  /// The same of the first `rows` rows of features that `encoders` made, one entry per encoder; on the calling thread.
  VectorD encoded_logits(const std::vector<Features>&, Index rows) const;
};

}  // namespace binet
