#include "train/layer_course.hpp"

#include "nn/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace binet::detail {
namespace {

constexpr int kMoments = 20;
constexpr Index kMostRows = 256, kLeastRows = 16;

Examples evenly_spaced(const Examples& examples) {
  const Index count = std::min({examples.rows(), kMostRows, std::max(kLeastRows, examples.rows() / 4)});
  std::vector<Index> rows;
  for (Index i = 0; i < count; ++i) rows.push_back(i * examples.rows() / count);
  return examples.gather(rows);
}

/// Rounds to four digits, which is what a chart can show.
double rounded(double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const double scale = std::pow(10.0, 4 - std::ceil(std::log10(std::abs(value))));
  const double found = std::round(value * scale) / scale;
  return std::isfinite(found) ? found : value;
}

}  // namespace

LayerCourseRecorder::LayerCourseRecorder(const TrainingData& data, const Examples& examples, const Network& network,
                                         int epochs)
    : config_(data.config), epochs_(epochs), step_(std::max(1, (epochs + kMoments - 1) / kMoments)) {
  if (config_.output.evidence == 0 || data.sequence.used() || examples.rows() == 0) return;
  for (std::size_t i = 0; i < network.hidden().size(); ++i) {
    if (network.hidden()[i].type == "dropout") continue;
    layers_.push_back(i);
    course_.layers.push_back({std::to_string(i + 1) + " " + network.hidden()[i].type, "", {}, {}});
  }
  if (!layers_.empty()) sample_ = evenly_spaced(examples);
}

void LayerCourseRecorder::record(int epoch, const Network& network, bool last) {
  if (layers_.empty() || (epoch % step_ != 0 && epoch != epochs_ && !last)) return;
  if (!course_.epoch.empty() && course_.epoch.back() == epoch) return;
  const std::vector<LayerDiagnosis> found =
      diagnose(network, sample_, loss(config_.loss.name), config_.loss);
  course_.epoch.push_back(epoch);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LayerDiagnosis& layer = found[layers_[i]];
    LayerCourse::Layer& course = course_.layers[i];
    course.activation = layer.activation;
    if (!std::isnan(layer.saturated)) course.saturated.push_back(rounded(layer.saturated));
    course.gradient.push_back(std::isfinite(layer.gradient_rms) ? rounded(layer.gradient_rms) : 0);
  }
}

}  // namespace binet::detail
