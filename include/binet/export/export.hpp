#pragma once

#include "binet/model/classifier.hpp"

#include <span>
#include <string>
#include <string_view>

namespace binet {

struct ModelDescription;

/// A language that models are exported to. To add one: a file with its emitter, which writes a ModelDescription, and
/// its row in the table of export.cpp; the flag, its help and the tests that loop over the table follow.
struct ExportFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*print)(const ModelDescription&);
};

std::span<const ExportFormat> export_formats();

/// The model as one source file without dependencies that turns a row's raw values into the probability of the positive
/// class: imputation, scaling, clipping, category codes, networks, mixture, calibration. It computes in double, so that
/// it agrees with Classifier::predict to the precision of the weights, and holds a test of itself: predictions of this
/// build on generated rows, with missing cells and unseen categories among them, which must be met within
/// kExportTolerance. Throws UsageError for an unknown format, Error for a model that uses no column.
std::string export_model(const Classifier&, std::string_view format);

/// The JavaScript program with its weights as base64, for a page that carries the model. Throws Error for a model that
/// uses no column.
std::string export_page_script(const Classifier&);

/// Largest difference of a probability that an exported model's test of itself accepts.
inline constexpr double kExportTolerance = 1e-5;

}  // namespace binet
