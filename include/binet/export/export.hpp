#pragma once

#include "binet/model/classifier.hpp"

#include <span>
#include <string>
#include <string_view>

namespace binet {

struct ModelDescription;

/// A language that models can be exported to. To add one, add a file with its emitter, which writes a ModelDescription,
/// and its row in the table of export.cpp; the flag, its help and the tests that loop over the table follow.
struct ExportFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*print)(const ModelDescription&);
};

std::span<const ExportFormat> export_formats();

/// Exports the model as one source file without dependencies. It computes the probability of the positive class from
/// raw values: imputation, scaling, clipping, category codes, networks, mixture, calibration. It computes in double and
/// agrees with Classifier::predict to the precision of the weights. It contains a self-test: this build's predictions
/// for generated rows, including missing cells and unseen categories, which must be matched within kExportTolerance.
/// Throws UsageError for an unknown format and Error for a model that uses no column.
std::string export_model(const Classifier&, std::string_view format);

/// The JavaScript program for a page that contains the model.
struct PageScript {
  std::string text;
  bool rounded = false;   ///< true for a model so large that its weights are rounded; else they are exact
  double difference = 0;  ///< largest change of a probability by the rounding, over generated rows
};

/// Weights are base64, or for large models rounded as far as it changes no probability by more than
/// kPageRounding. Throws Error for a model that uses no column.
PageScript export_page_script(const Classifier&);

/// Largest change of a probability by rounding weights for a page.
inline constexpr double kPageRounding = 6e-7;

/// Largest difference in probability that the self-test of an exported model accepts.
inline constexpr double kExportTolerance = 1e-5;

}  // namespace binet
