#pragma once

#include "base/paged_vector.hpp"
#include "binet/eval/metrics.hpp"
#include "binet/train/recipe.hpp"
#include "features/encoder.hpp"
#include "math/random.hpp"

#include <string>
#include <vector>

namespace binet {

/// Rows of a table with their targets (0 or 1) and weights; an empty weight means 1 for each.
struct LabelledRows {
  const Table* table = nullptr;
  PagedVector<Index> rows;        ///< row numbers of the table
  Vector target, weight;          ///< one entry per row
  std::vector<Index> group = {};  ///< equal for rows that belong together; empty without data.group
  std::vector<double> time = {};  ///< ascending with time; empty without data.time
  VectorD offset = {};               ///< of the logit; empty without data.offset
  std::vector<Index> together = {};  ///< equal for rows that are equal in every feature; empty if there are none

  Index size() const { return static_cast<Index>(rows.size()); }
  double weight_sum() const;
  /// One entry per row, or empty.
  std::span<const Scalar> weights() const { return {weight.data(), static_cast<std::size_t>(weight.size())}; }
  /// Weighted share of the positive class.
  double positive_share() const;
  /// The entries at these indices of `rows`.
  LabelledRows gather(std::span<const Index> places) const;
};

/// The input of every recipe.
struct TrainingData {
  const Config& config;
  TrainingObserver observer;
  TargetSchema target;
  std::vector<std::string> not_features;  ///< target, weight, group, time, ignored columns
  LabelledRows training;
  LabelledRows validation;  ///< rows of a separate file; the table is null if there is none
  /// The training table if it may be consumed: the last encoding of its rows frees it.
  Table* expendable = nullptr;
  CheckpointStore* checkpoints = nullptr;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  Index rows_read = 0;             ///< number of rows of the training table, including copies; 0: as many as in
                                   ///< `training`
  bool counts_rows = false;             ///< true if weights, read or made by merging copies, count rows
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

/// The factors of class_weight and positive_weight for the examples of each class.
struct ClassFactors {
  double positive = 1, negative = 1;
  bool used() const { return positive != negative; }
  /// The shift of a model's logit that this weighting causes; subtracted, so that probabilities fit the data.
  double logit_shift() const;
};
ClassFactors class_factors(const LossConfig&, const LabelledRows&);

/// Encoded rows with weights multiplied by the class factors. `expendable`, the rows' table, is consumed unless null,
/// which saves as much memory as the result needs.
Examples make_examples(const Encoder&, const LabelledRows&, const ClassFactors& = {}, Table* expendable = nullptr);

/// `automatic` is the meaning of "auto": standard or robust.
EncoderSettings encoder_settings(const EncodingConfig&, const std::string& automatic);

/// One sentence for each column the schema leaves out, and for each category that is probably numeric with a few cells
/// of text, unless the config calls it categorical.
std::vector<std::string> notes_on_columns(const TrainingData&, const Schema&);

/// Independent named random streams of a run, so that another draw in one place does not change the others.
enum class RandomStream : std::uint64_t { holdout = 1, folds, initialization, distillation, tuning, learning_curve };
Random random_stream(const Config&, RandomStream);

}  // namespace binet
