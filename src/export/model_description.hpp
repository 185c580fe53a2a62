#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/term_column.hpp"
#include "nn/inference_step.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// A numeric column as an encoder reads it: x' = (x − center)/scale, 0 where x is missing; then x'/√(1 + (x'/clip)²)
/// unless clip is 0.
struct NumberInput {
  std::size_t column = 0;  ///< into ModelDescription::number_columns, then into terms
  double center = 0, scale = 1, clip = 0;
  bool missing_indicator = false;  ///< one more input: 1 where x is missing
  std::vector<double> edges;       ///< of piecewise-linear bins on x'; empty: x' itself is an input
};

/// A category column: one input per level, then one for other levels and one for missing cells, if it has them.
struct CategoryInput {
  std::size_t column = 0;  ///< into ModelDescription::category_columns
  std::vector<std::string> levels;
  std::optional<std::string> reference;  ///< a level without an input
  bool pooled = false, missing = false;
};

/// From cells to the inputs of a network, in this order: dense numbers and indicators, categories, bins.
struct EncoderDescription {
  std::vector<NumberInput> numbers;
  std::vector<CategoryInput> categories;
  Index dense_count = 0;  ///< inputs before the categories'
  Index code_count = 0;   ///< inputs of categories
};

/// A network: its steps one after another, on kInferencePlaces vectors of ModelDescription::widest numbers. Place 0
/// holds the inputs before the first step, and the logit as its only number after the last.
struct MemberDescription {
  std::size_t encoder = 0;
  double weight = 1;  ///< of its probability in the mixture
  std::vector<InferenceStep> steps;
};

/// A row of cells and what this build predicts for it.
struct ExportTestRow {
  std::vector<double> numbers;  ///< NaN: missing
  std::vector<std::optional<std::string>> categories;
  double probability = 0;
};

/// All that an exported model computes, as plain data, in the order in which it is computed: encoders, members, then
/// the logit ln Σ w σ(z) − ln Σ w σ(−z) of the mixture (a single member's own logit z), then
/// σ(intercept + slope·logit). Spans of the steps look into the model it was made from.
struct ModelDescription {
  std::string target, positive, negative;
  std::vector<std::string> number_columns, category_columns;  ///< columns used, in the order of the schema
  std::vector<TermColumn> terms;  ///< columns computed from those; an encoder's number column behind number_columns
  std::vector<EncoderDescription> encoders;
  std::vector<MemberDescription> members;
  Calibration calibration;
  double threshold = 0.5;
  Index widest = 1;  ///< the most numbers a place holds
  std::vector<ExportTestRow> test_rows;
};

/// Throws Error for a model that uses no column.
ModelDescription describe_model(const Classifier&);

}  // namespace binet
