#pragma once

namespace binet {

/// One epoch in the log.
struct EpochRecord {
  int epoch = 0;               ///< from 1
  double loss = 0;             ///< mean over the epoch's batches in training mode, without penalty
  double validation_loss = 0;  ///< NaN without validation examples
  double gradient_norm = 0;    ///< root mean square over the epoch's batches
  double learning_rate = 0;    ///< at the epoch's end
  double seconds = 0;          ///< since the start of training
  int network = 0;             ///< of an ensemble: the first network that is not finished, from 1; otherwise 0
  int networks = 0;            ///< their number
};

}  // namespace binet
