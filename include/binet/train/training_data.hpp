#pragma once

#include "binet/data/encoder.hpp"
#include "binet/data/split.hpp"
#include "binet/eval/metrics.hpp"
#include "binet/train/recipe.hpp"

#include <string>
#include <vector>

namespace binet {

/// Rows of a table with their targets (0 or 1) and weights; weight is empty if every row counts 1.
struct LabelledRows {
  const Table* table = nullptr;
  std::vector<Index> rows;  ///< of the table
  Vector target, weight;    ///< one entry a row named

  Index size() const { return static_cast<Index>(rows.size()); }
  double weight_sum() const;
  /// Weighted share of the positive class.
  double positive_share() const;
  /// The entries named, by their place in `rows`.
  LabelledRows gather(std::span<const Index> places) const;
};

/// What every recipe starts from.
struct TrainingData {
  const Config& config;
  const TrainingObserver& observer;
  TargetSchema target;
  std::vector<std::string> not_features;  ///< target, weight, ignored columns
  LabelledRows training;
  LabelledRows validation;  ///< of a file of its own; its table is null if there is none
};

/// Finds the classes and reads targets and weights. Throws Error for a missing target unless data.drop_unlabelled, for
/// a class without rows, and for weights that are all 0.
TrainingData prepare_training_data(const Config&, const Table& training, const Table* validation,
                                   const TrainingObserver&);

/// What a model is fitted on and what it is measured on.
struct Holdout {
  LabelledRows fit, held_out;
  std::vector<Index> places;  ///< of the held-out rows in TrainingData::training; empty for a file of its own
  std::string described;      ///< "20 % held out", "valid.csv"; empty if nothing is held out
};

/// The validation file if there is one, else training.validation_fraction of each class, chosen by the seed.
Holdout hold_out(const TrainingData&);

/// Factors that class_weight and positive_weight put on the examples of each class.
struct ClassFactors {
  double positive = 1, negative = 1;
  bool used() const { return positive != negative; }
  /// What weighting so adds to the logit of a model; taken away again, so that probabilities stay those of the data.
  double logit_shift() const;
};
ClassFactors class_factors(const LossConfig&, const LabelledRows&);

/// Encoded rows, their weights times the class factors.
Examples make_examples(const Encoder&, const LabelledRows&, const ClassFactors& = {});

/// `automatic` is the scaling that "auto" means: standard or robust.
EncoderSettings encoder_settings(const EncodingConfig&, const std::string& automatic);

/// One sentence for each column the schema leaves out, and for each category that is most likely a number with a few
/// cells of text, unless the config calls it categorical.
std::vector<std::string> notes_on_columns(const TrainingData&, const Schema&);

/// Independent random streams of a run, by name, so that one more draw in one place changes nothing elsewhere.
enum class RandomStream : std::uint64_t { holdout = 1, folds, initialization };
Random random_stream(const Config&, RandomStream);

}  // namespace binet
