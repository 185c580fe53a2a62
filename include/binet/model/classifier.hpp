#pragma once

#include "binet/csv/csv.hpp"
#include "binet/features/encoder.hpp"
#include "binet/linear/objective.hpp"
#include "binet/model/evidence.hpp"
#include "binet/nn/network.hpp"
#include "binet/table/schema.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// One network of a model, with the encoding it reads and its weight in the mix (weights sum to 1).
struct Member {
  std::size_t encoder = 0;  ///< into Classifier::encoders
  double weight = 1;
  Network network;
};

/// Final logit = intercept + slope · logit(mixed probability). The identity by default.
struct Calibration {
  double intercept = 0, slope = 1;

  VectorD apply(const VectorD& logit) const { return (intercept + slope * logit.array()).matrix(); }
};

/// How well a maximum-likelihood fit describes the rows it was fitted to.
struct LikelihoodSummary {
  double deviance = 0, null_deviance = 0;  ///< −2 log likelihood, of the model and of the share of positives alone
  Index parameters = 0;                    ///< intercept included

  double aic() const { return deviance + 2 * static_cast<double>(parameters); }
  /// McFadden's pseudo-R², 1 − log L / log L of the intercept alone.
  double pseudo_r2() const { return 1 - deviance / null_deviance; }
};

/// What is worth knowing about how a model came to be; saved in it and shown by inspect.
struct TrainingReport {
  std::string recipe;              ///< logistic, mlp, …, as chosen
  std::vector<std::string> notes;  ///< dropped columns, separation, what was cut: one sentence each
  Index rows = 0;                  ///< used for training, validation rows included
  Index validation_rows = 0;
  double positive_share = 0;  ///< weighted
  std::uint64_t seed = 0;
  std::string data_hash;                   ///< of the training table's cells, 16 hexadecimal digits
  int epochs = 0, best_epoch = 0;          ///< networks
  std::optional<Convergence> convergence;  ///< convex solvers
  bool interrupted = false;                ///< asked to stop: the model is the best so far
  std::string verdict;                     ///< one plain sentence
  double l1 = 0, l2 = 0;                   ///< as used
  /// Logistic regression without penalty: of the parameters in scaled units, in the order of the network's; else empty.
  std::vector<double> standard_errors;
  double original_intercept_error = 0;          ///< of the intercept in original units, beside standard_errors
  std::optional<LikelihoodSummary> likelihood;  ///< logistic regression without penalty or class weights
  std::vector<std::pair<std::string, double>> validation_metrics;  ///< empty if nothing was held out
  std::vector<std::pair<std::string, double>> validation_errors;   ///< their standard errors, where one is known
  /// A mixture's: log loss, ROC AUC and Brier score of logistic regression alone on the same rows.
  std::vector<std::pair<std::string, double>> logistic_metrics;
  ColumnHistogram predictions = {};  ///< of the held-out probabilities; without shares if nothing was held out
  std::string validated_on;  ///< "20 % held out", "leave-one-out", "valid.csv", …
  double base_log_loss = 0;  ///< on the same rows, of predicting their share of positives
  Evidence evidence;         ///< what `binet report` shows; nothing else reads it
  std::string settings;      ///< the run's config as JSON text, which train reads and writes; nothing else looks into it
};

/// Rows in, probabilities out: everything predict needs, and nothing outside it.
struct Classifier {
  Schema schema;
  std::vector<Encoder> encoders;
  std::vector<Member> members;
  Calibration calibration;
  double threshold = 0.5;
  std::string threshold_rule = "0.5";
  CsvOptions csv;             ///< of the training file; predict reads files alike, but finds their delimiter
  DriftLimits drift;          ///< when predict and evaluate remark on other rows
  std::string weight_column;  ///< of row weights at training; empty: none
  TrainingReport report;

  /// Probability of the positive class for each row; columns are found by name. A row's probability has the same bits
  /// whatever rows stand beside it and whatever the number of threads.
  VectorD predict(const Table&) const;
  /// Its logit, calibrated.
  VectorD logits(const Table&) const;
  VectorD logits(const Table&, std::span<const Index> rows) const;
  /// The same of the first `rows` rows of features that `encoders` made, one entry per encoder; on the calling thread.
  VectorD encoded_logits(const std::vector<Features>&, Index rows) const;
};

}  // namespace binet
