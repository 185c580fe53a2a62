#pragma once

#include "binet/config/config.hpp"
#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"
#include "nn/traced_pass.hpp"
#include "sgd/network_training.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace binet {

/// One network and the rows it is traced on.
struct TraceSubject {
  bool scaled = false;  ///< the inputs of numeric columns are not their cells
  Network network;
  VectorD parameters;  ///< in double precision if they were given so
  std::vector<std::string> input_names;  ///< names of the one-hot inputs
  std::vector<Index> rows;               ///< of the table, from 0
  Features features;                     ///< features of these rows
  MatrixD inputs;                        ///< the same as one-hot inputs
  VectorD target;                        ///< in [0, 1], smoothed as in training
  VectorD weight;                        ///< relative to the mean weight of all rows; 1 without weights
  TargetSchema classes;
  NetworkTrainingSettings training;
};

/// The initial network of a run with this config, from its initialiser or model.weights: the encoder is fitted on the
/// whole table; the given rows (from 0) are traced. Throws UsageError if the config trains several networks.
TraceSubject trace_start(const Config&, const Table&, std::span<const Index> rows);

/// A network of a trained model, with the loss and update rule of `config`. `member` counts from 0.
TraceSubject trace_model(const Classifier&, std::size_t member, const Config&, const Table&,
                         std::span<const Index> rows);

/// One pass over a batch, and the update that follows.
struct TraceStep {
  int epoch = 0;               ///< from 1
  std::vector<Index> places;   ///< indices of the batch's rows in TraceSubject::rows
  TracedBatch batch;
  TracedPass pass;
  VectorD before, step, after;  ///< parameters: after = before + step
  VectorD numeric;              ///< derivatives by differences; empty unless requested
  double engine_difference = 0;  ///< largest difference from the gradient that training computes, relative to its
                                 ///< largest element, without penalties
};

struct TraceOptions {
  int epochs = 1;                     ///< passes over the rows
  std::optional<Index> batch_size;    ///< rows per update, in the given order; absent: all
  bool numeric = false;               ///< fill TraceStep::numeric
  std::vector<std::size_t> frozen = {};  ///< layers, from 0, whose parameters do not change
};

/// Runs passes and updates in sequence. The learning rate is that of the config, without schedule.
std::vector<TraceStep> run_trace(const TraceSubject&, const TraceOptions&);

/// The formula of the update rule: "p -= r g".
std::string_view update_formula(const TraceSubject&);

}  // namespace binet
