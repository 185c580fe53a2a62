#pragma once

#include "binet/train/recipe.hpp"
#include "train/training_data.hpp"

namespace binet {

/// What the config says on mini-batch training of so many rows. An absent l2 is 0: weight decay and early stopping
/// stand in for it.
NetworkTrainingSettings network_training_settings(const Config&, Index rows);

/// Trains in mini-batches: by folds that say for how many epochs to train on all rows, or with one part held out, the
/// best epoch restored and, unless training.refit is off, trained once more on all rows; calibrated in either case by
/// rows not seen. The whole of the mlp recipe, and of logistic with optimizer.solver = minibatch, which has no hidden
/// layers.
Candidate train_by_minibatches(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden);

/// The hidden layers that model.kind stands for: one recurrent layer for lstm and gru, none for logistic.
std::vector<LayerSpec> hidden_layers(const ModelConfig&);

/// Starts the network by model.initializer, which may be the start from data.
void initialize_network(Network&, const Examples&, const std::string& initializer, Random&);
/// The same, `prior` being the share of positives that the logits start from.
void initialize_network(Network&, const Features&, double prior, const std::string& initializer, Random&);

/// Adds to every logit of the network.
void shift_output_bias(Network&, double shift);

}  // namespace binet
