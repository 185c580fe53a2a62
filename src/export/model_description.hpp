#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/term_column.hpp"
#include "nn/inference_step.hpp"

#include <optional>
#include <string>
#include <vector>

namespace binet {

/// A numeric column as an encoder reads it: x' = (x − center)/scale, or `absent` if x is missing; then
/// x'/√(1 + (x'/clip)²) unless clip is 0.
struct NumberInput {
  std::size_t column = 0;  ///< into ModelDescription::number_columns, then into terms
  double center = 0, scale = 1, clip = 0;
  bool missing_indicator = false;  ///< adds one input: 1 if x is missing
  double absent = 0;               ///< NaN for the offset, without which there is no probability
  std::vector<double> edges;       ///< edges of piecewise-linear bins on x'; empty: x' itself is an input
};

/// A category column: one input per level, then one for other levels and one for missing cells if present.
struct CategoryInput {
  std::size_t column = 0;  ///< index into ModelDescription::category_columns
  std::vector<std::string> levels;
  std::optional<std::string> reference;  ///< a level without an input
  bool pooled = false, missing = false;
};

/// Converts cells to the inputs of a network, in this order: dense numbers and indicators, categories, bins.
struct EncoderDescription {
  std::vector<NumberInput> numbers;
  std::vector<CategoryInput> categories;
  Index dense_count = 0;  ///< number of inputs before the categories
  Index code_count = 0;   ///< number of inputs of categories
};

/// A network as a sequence of steps on kInferencePlaces vectors of ModelDescription::widest numbers. Place 0 holds the
/// inputs before the first step, and the logit as its only number after the last.
struct MemberDescription {
  std::size_t encoder = 0;
  double weight = 1;  ///< weight of its probability in the mixture
  std::vector<InferenceStep> steps;
};

/// A row of cells and this build's prediction for it.
struct ExportTestRow {
  std::vector<double> numbers;  ///< NaN: missing
  std::vector<std::optional<std::string>> categories;
  double probability = 0;  ///< of a model of sequences: after this row and those before it in its sequence
  bool begins = true;      ///< the first row of a sequence
};

/// Everything an exported model computes, as plain data, in order of computation: encoders, members, then the mixture's
/// logit ln Σ w σ(z) − ln Σ w σ(−z) (for a single member its logit z), then σ(intercept + slope·logit). Spans of the
/// steps point into the model, which must outlive the description.
struct ModelDescription {
  std::string target, positive, negative;
  std::vector<std::string> number_columns, category_columns;  ///< used columns in schema order
  std::vector<TermColumn> terms;  ///< columns computed from those; an encoder's number column behind number_columns
  std::vector<EncoderDescription> encoders;
  std::vector<MemberDescription> members;
  Calibration calibration;
  double threshold = 0.5;
  std::string sequence = {}, order = {};  ///< columns that say which rows are a sequence, and their order; else empty
  Index kept = 0;  ///< how many numbers the steps keep from row to row; 0 for a model that reads single rows
  Index widest = 1;  ///< the largest number of elements in a place
  std::vector<ExportTestRow> test_rows;
};

/// Throws Error for a model that uses no column.
ModelDescription describe_model(const Classifier&);

/// Rows within and beyond what training saw, some cells missing or never seen; the same ones in every run.
Table generated_rows(const ModelDescription&, const Classifier&, Index count);

}  // namespace binet
