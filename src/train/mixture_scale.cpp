#include "train/mixture_scale.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr double kNetworkWidth = 128, kFewColumns = 32;
constexpr int kMostConvexRows = 100'000, kMostKernelRows = 10'000, kMostSparseRows = 10'000;
constexpr int kAdditiveBins = 16, kLeastAdditiveBins = 4, kMostAdditiveColumns = 1000;
constexpr double kMostAdditiveWork = 1e10;  // rows × columns²: what a Hessian takes
constexpr int kMostSparseColumns = 4096;
constexpr double kMostSparseWork = 2e6;  // rows × inputs; beyond, its folds take longer than a tenth of the training
constexpr int kRandomFeatures = 256;

/// Limits a network's work: `rows_seen` in total for few columns, proportionally fewer for many.
int bounded_epochs(double rows_seen, double rows, Index numeric_columns, int least, int most) {
  const double width = kNetworkWidth, columns = static_cast<double>(numeric_columns);
  const double work = std::max(1.0, (columns + width) / (kFewColumns + width));
  return std::clamp(static_cast<int>(rows_seen / (work * rows)), least, most);
}

}  // namespace

MixtureScale scale_by_rows(Index rows, Index rarer_class, Index numeric_columns, Index levels) {
  const auto count = static_cast<int>(std::min<Index>(rows, 1'000'000'000));
  const auto epochs = [&](double rows_seen, int least, int most) {
    return bounded_epochs(rows_seen, count, numeric_columns, least, most);
  };
  MixtureScale scale = count < 1000      ? MixtureScale{14, 14, 64, 64, 16}
                       : count < 10'000  ? MixtureScale{14, 14, 48, 128, 16}
                       : count < 30'000  ? MixtureScale{16, 4, epochs(1.6e6, 12, 96), 512, 16}
                       : count < 100'000 ? MixtureScale{16, 2, epochs(3.2e6, 12, 64), 512, 16}
                                         : MixtureScale{20, 1, epochs(1e7, 4, 64), 1024, 16};
  scale.folds = static_cast<int>(std::min<Index>(rarer_class, scale.folds));
  scale.batch_size = std::max(1, std::min(scale.batch_size, count / 8));
  const int columns = static_cast<int>(std::clamp<Index>(numeric_columns, 1, kMostBinnedColumns));
  // Solved as one system of equations: in all columns of the bins, or in all rows if those are fewer.
  if (count <= kMostConvexRows && numeric_columns <= kMostBinnedColumns) {
    const int most = std::min(kMostAdditiveColumns, static_cast<int>(std::sqrt(kMostAdditiveWork / count)));
    scale.additive_bins = count <= 1000 ? kAdditiveBins : std::min(kAdditiveBins, most / columns);
    if (scale.additive_bins < kLeastAdditiveBins) scale.additive_bins = 0;
  }
  const int sparse_bins = std::min(kAdditiveBins, kMostSparseColumns / columns);
  const double sparse_inputs = static_cast<double>(sparse_bins * numeric_columns + levels);
  if (count <= kMostSparseRows && numeric_columns <= kMostBinnedColumns && count * sparse_inputs <= kMostSparseWork)
    scale.sparse_bins = sparse_bins;
  if (count <= kMostKernelRows) scale.random_features = kRandomFeatures;
  if (count >= 3000) {
    const int most = std::min(160, 1024 / columns);
    scale.bins = std::max(8, std::min(count / 16, most));
  }
  return scale;
}

MixtureScale scale_of_networks(const EnsembleConfig& config, const MixtureScale& by_rows) {
  return {config.folds.value_or(by_rows.folds), 0, config.epochs.value_or(by_rows.epochs),
          config.batch_size.value_or(by_rows.batch_size), config.bins.value_or(by_rows.bins)};
}

EncoderSettings network_encoding(const EnsembleConfig& config, int bins) {
  return {.numeric = "robust",
          .clip = config.clip,
          .missing_indicator = true,
          .bins = bins,
          .max_levels = config.max_levels,
          .min_count = config.min_count};
}

NetworkTrainingSettings network_training(const EnsembleConfig& config, const MixtureScale& scale) {
  NetworkTrainingSettings settings;
  settings.optimizer = "adam";
  settings.update_rule.beta2 = 0.95;
  settings.learning_rate = config.learning_rate;
  settings.schedule = config.schedule;
  settings.weight_decay = config.weight_decay;
  settings.weight_decay_schedule = config.weight_decay_schedule;
  settings.dropout_schedule = config.dropout_schedule;
  settings.epochs = scale.epochs;
  settings.batch_size = scale.batch_size;
  settings.patience = config.patience;
  settings.patience_growth = 1;
  return settings;
}

}  // namespace binet
