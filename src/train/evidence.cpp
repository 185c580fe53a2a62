#include "train/evidence.hpp"

#include "binet/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

namespace binet::detail {
namespace {

constexpr Index kMostRows = 5000;
constexpr int kMostEpochs = 60;
constexpr std::size_t kBytesPerNumber = 9, kBytesPerKilobyte = 1000;

std::size_t bytes_of(const ScoreBins& bins) {
  return 4 * kBytesPerNumber * bins.size();
}

std::size_t bytes_of(const LearningCurve& curve) {
  return 60 + curve.name.size() + kBytesPerNumber * (curve.epoch.size() + 2 * curve.loss.size());
}

std::size_t bytes_of(const LayerCourse& course) {
  std::size_t bytes = 40 + kBytesPerNumber * course.epoch.size();
  for (const LayerCourse::Layer& layer : course.layers) {
    bytes += 80 + kBytesPerNumber * (layer.saturated.size() + layer.gradient.size());
  }
  return bytes;
}

constexpr std::size_t kBytesPerHistogram = 120;  ///< without its contents

std::size_t bytes_of(const ClassHistogram& histogram) {
  std::size_t bytes = kBytesPerHistogram + histogram.name.size() + kBytesPerNumber * histogram.edges.size() +
                      12 * histogram.positive.size();
  for (const std::string& level : histogram.levels) bytes += level.size() + 4;
  return bytes;
}

/// Rounds numbers to the digits that a chart can show.
double rounded(double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const double scale = std::pow(10.0, 5 - std::ceil(std::log10(std::abs(value))));
  const double found = std::round(value * scale) / scale;
  return std::isfinite(found) ? found : value;  // near the ends of the range of doubles
}

LearningCurve curve_of(const std::vector<EpochRecord>& epochs, std::string name) {
  LearningCurve curve{std::move(name), {}, {}, {}};
  const auto last = static_cast<int>(epochs.size());
  const int step = (last + kMostEpochs - 1) / kMostEpochs;
  const bool validated = !epochs.empty() && !std::isnan(epochs.front().validation_loss);
  for (int i = 0; i < last; ++i) {
    if (i % step != 0 && i + 1 != last) continue;
    const EpochRecord& record = epochs[static_cast<std::size_t>(i)];
    curve.epoch.push_back(record.epoch);
    curve.loss.push_back(rounded(record.loss));
    if (validated) curve.validation_loss.push_back(rounded(record.validation_loss));
  }
  return curve;
}

/// The mean per epoch while at least half of the networks train; networks that have stopped count with their last
/// epoch.
std::vector<EpochRecord> mean_epochs(std::span<const TrainingSummary> summaries) {
  std::vector<std::size_t> lengths;
  for (const TrainingSummary& summary : summaries) lengths.push_back(summary.epochs.size());
  std::ranges::sort(lengths);
  std::vector<EpochRecord> mean(lengths[lengths.size() / 2]);
  for (std::size_t epoch = 0; epoch < mean.size(); ++epoch) {
    mean[epoch].epoch = static_cast<int>(epoch) + 1;
    for (const TrainingSummary& summary : summaries) {
      const EpochRecord& record = summary.epochs[std::min(epoch, summary.epochs.size() - 1)];
      mean[epoch].loss += record.loss / static_cast<double>(summaries.size());
      mean[epoch].validation_loss += record.validation_loss / static_cast<double>(summaries.size());
    }
  }
  return mean;
}

}  // namespace

std::vector<ClassHistogram> column_histograms(const TrainingData& data) {
  const LabelledRows& all = data.training;
  const Index step = std::max<Index>(1, all.size() / kMostRows);
  std::vector<Index> rows;
  std::vector<bool> positive;
  for (Index i = 0; i < all.size(); i += step) {
    rows.push_back(all.rows[static_cast<std::size_t>(i)]);
    positive.push_back(all.target[i] > Scalar{0.5});
  }
  std::vector<const Column*> columns;
  for (const Column& column : all.table->columns) {
    if (std::ranges::find(data.not_features, column.name) == data.not_features.end()) columns.push_back(&column);
  }
  const std::size_t most =
      kBytesPerKilobyte * static_cast<std::size_t>(data.config.output.evidence) / kBytesPerHistogram;
  columns.resize(std::min(columns.size(), most));  // the file has no room for more
  std::vector<ClassHistogram> found(columns.size());
  parallel_for(static_cast<Index>(columns.size()), [&](Index c) {
    const auto place = static_cast<std::size_t>(c);
    found[place] = column_histogram(*all.table, *columns[place], rows, positive);
    for (double& edge : found[place].edges) edge = rounded(edge);
    found[place].median = rounded(found[place].median);
    const auto repeated = std::ranges::adjacent_find(found[place].edges, std::ranges::greater_equal());
    if (repeated != found[place].edges.end()) {  // numbers too close to differ after rounding
      found[place].edges.clear();
      found[place].positive.clear();
      found[place].negative.clear();
    }
  });
  return found;
}

std::vector<LearningCurve> learning_curves(std::span<const TrainingSummary> summaries, const std::string& name) {
  std::vector<TrainingSummary> trained;
  std::ranges::copy_if(summaries, std::back_inserter(trained),
                       [](const TrainingSummary& s) { return !s.epochs.empty(); });
  if (trained.empty()) return {};
  if (trained.size() == 1) return {curve_of(trained.front().epochs, name)};
  std::vector<LearningCurve> curves = {
      curve_of(mean_epochs(trained), "mean of " + std::to_string(trained.size()) + " " + name)};
  for (std::size_t i = 0; i < trained.size(); ++i) {
    curves.push_back(curve_of(trained[i].epochs, name + " " + std::to_string(i + 1)));
  }
  return curves;
}

void bound_evidence(const OutputConfig& output, const Schema& schema, Evidence& evidence) {
  if (output.evidence == 0) {
    evidence = {};
    return;
  }
  std::unordered_set<std::string_view> used;
  for (const ColumnSchema& column : schema.columns) {
    if (column.dropped.empty()) used.insert(column.name);
  }
  std::erase_if(evidence.columns, [&](const ClassHistogram& histogram) { return !used.contains(histogram.name); });
  const std::size_t most = kBytesPerKilobyte * static_cast<std::size_t>(output.evidence);
  std::size_t bytes = bytes_of(evidence.held_out);
  if (bytes > most) {
    evidence = {};
    return;
  }
  const auto keep_first = [&](auto& items, std::size_t share) {
    std::size_t count = 0;
    while (count < items.size() && bytes + bytes_of(items[count]) <= share) bytes += bytes_of(items[count++]);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(count), items.end());
  };
  if (const std::size_t more = bytes_of(evidence.course); bytes + more <= most / 2) {
    bytes += more;
  } else {
    evidence.course = {};
  }
  keep_first(evidence.curves, bytes + (most - bytes) / 2);
  keep_first(evidence.columns, most);
}

}  // namespace binet::detail
