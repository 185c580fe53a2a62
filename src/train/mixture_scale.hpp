#pragma once

#include "binet/config/config.hpp"
#include "features/encoder.hpp"
#include "sgd/network_training.hpp"

namespace binet {

/// Beyond this number of numeric columns, `auto` trains no networks on bins and no additive models by itself.
inline constexpr Index kMostBinnedColumns = 1024;

/// The amount of training by the number of rows: many networks for small data, large batches and few epochs for large
/// data.
struct MixtureScale {
  int folds, networks, epochs, batch_size, bins;
  int additive_bins = 0, sparse_bins = 0, random_features = 0;
};

/// What suits a table of this many rows, `rarer_class` of them of the rarer class, and of category columns of so many
/// levels in total.
MixtureScale scale_by_rows(Index rows, Index rarer_class, Index numeric_columns, Index levels = 0);

/// Fills in what the config leaves open.
MixtureScale scale_of_networks(const EnsembleConfig&, const MixtureScale& by_rows);

/// How the networks of `auto` see a table, and how they are trained.
EncoderSettings network_encoding(const EnsembleConfig&, int bins);
NetworkTrainingSettings network_training(const EnsembleConfig&, const MixtureScale&);

}  // namespace binet
