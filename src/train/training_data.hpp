#pragma once

#include "base/paged_vector.hpp"
#include "binet/eval/metrics.hpp"
#include "binet/features/encoder.hpp"
#include "binet/train/recipe.hpp"

#include <string>
#include <vector>

namespace binet {

/// Rows of a table with their targets (0 or 1) and weights; weight is empty if every row counts 1.
struct LabelledRows {
  const Table* table = nullptr;
  PagedVector<Index> rows;        ///< of the table
  Vector target, weight;          ///< one entry a row named
  std::vector<Index> group = {};  ///< equal where rows belong together; empty if data.group names no column
  std::vector<double> time = {};  ///< ascending with time; empty if data.time names no column
  std::vector<Index> together = {};  ///< equal where rows are equal in every feature; empty if none are

  Index size() const { return static_cast<Index>(rows.size()); }
  double weight_sum() const;
  /// One per row, or none.
  std::span<const Scalar> weights() const { return {weight.data(), static_cast<std::size_t>(weight.size())}; }
  /// Weighted share of the positive class.
  double positive_share() const;
  /// The entries named, by their place in `rows`.
  LabelledRows gather(std::span<const Index> places) const;
};

/// What every recipe starts from.
struct TrainingData {
  const Config& config;
  TrainingObserver observer;
  TargetSchema target;
  std::vector<std::string> not_features;  ///< target, weight, group, time, ignored columns
  LabelledRows training;
  LabelledRows validation;  ///< of a file of its own; its table is null if there is none
  /// The training table, if it may be used up: whoever encodes its rows for the last time frees it by the way.
  Table* expendable = nullptr;
  CheckpointStore* checkpoints = nullptr;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  Index rows_read = 0;             ///< of the training table, each copy of a row counted; 0: as many as there are
  std::vector<std::string> notes = {};  ///< on copies of rows, one sentence each
  const Classifier* prior = nullptr;    ///< as in TrainingRun
  SequenceColumns sequence = {};        ///< where rows are sequences: a row named is the one an example ends with

  /// The same run on other training rows, without a validation file and without checkpoints.
  TrainingData with_rows(LabelledRows) const;
};

/// Finds the classes, reads targets and weights, and merges copies of rows. Throws Error for a missing target unless
/// data.drop_unlabelled, for a class without rows, and for weights that are all 0.
TrainingData prepare_training_data(const Config&, const Table& training, const Table* validation,
                                   const TrainingRun& = {});

/// Factors that class_weight and positive_weight put on the examples of each class.
struct ClassFactors {
  double positive = 1, negative = 1;
  bool used() const { return positive != negative; }
  /// What weighting so adds to the logit of a model; taken away again, so that probabilities stay those of the data.
  double logit_shift() const;
};
ClassFactors class_factors(const LossConfig&, const LabelledRows&);

/// Encoded rows, their weights times the class factors. `expendable`, the rows' table, is used up unless null: that
/// saves as much memory as the result takes.
Examples make_examples(const Encoder&, const LabelledRows&, const ClassFactors& = {}, Table* expendable = nullptr);

/// `automatic` is the scaling that "auto" means: standard or robust.
EncoderSettings encoder_settings(const EncodingConfig&, const std::string& automatic);

/// One sentence for each column the schema leaves out, and for each category that is most likely a number with a few
/// cells of text, unless the config calls it categorical.
std::vector<std::string> notes_on_columns(const TrainingData&, const Schema&);

/// Independent random streams of a run, by name, so that one more draw in one place changes nothing elsewhere.
enum class RandomStream : std::uint64_t { holdout = 1, folds, initialization, distillation, tuning };
Random random_stream(const Config&, RandomStream);

}  // namespace binet
