#pragma once

#include "features/encoder.hpp"
#include "linear/logistic.hpp"
#include "linear/maximum_likelihood.hpp"
#include "train/training_data.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// A fit to some rows, with what its evaluation needs.
struct FittedLogistic {
  Schema schema;
  Encoder encoder;
  Examples examples;  ///< weights times class factors
  ClassFactors factors;
  std::string chosen_by;               ///< how l2 was chosen; empty if it was given
  std::string judged_by;               ///< how the held-out logits were computed
  VectorD held_out_logits;             ///< one per left-out example
  std::vector<Index> held_out_places;  ///< of these examples; empty: all
  std::vector<Index> held_out_folds;   ///< of these logits, from 1; empty: there are no folds
  double l1 = 0, l2 = 0;
  LogisticFit solution;
  std::vector<std::string> notes;  ///< on columns, collected before their cells are freed
  std::optional<MaximumLikelihood> likelihood;  ///< what it determines, if the fit is unpenalised and examined
  bool firth = false;                      ///< with Firth's penalty
  bool is_base_rate = false;               ///< the share of positives, since no fit predicts better
  std::vector<int> signs;                  ///< of bounded coefficients; empty if none is
};

/// Encodes the rows, chooses the penalty unless it is given, fits, and predicts each row by a fit without it.
/// `expendable`, the rows' table, is consumed unless null. Unpenalised, one level of each category is the reference, as
/// in R: with all levels the optimum would not be unique.
FittedLogistic fit_logistic(const TrainingData&, const LabelledRows&, Table* expendable);

}  // namespace binet
