#pragma once

#include "binet/train/recipe.hpp"
#include "sgd/network_training.hpp"
#include "train/candidate.hpp"
#include "train/training_data.hpp"

namespace binet {

/// The settings of mini-batch training for this number of rows. An absent l2 is 0: weight decay and early stopping
/// replace it.
NetworkTrainingSettings network_training_settings(const Config&, Index rows);

/// Trains in mini-batches: either folds determine the number of epochs for training on all rows; or one part is held
/// out, the best epoch is restored and, unless training.refit is off, the network is trained again on all rows. In both
/// cases, rows not seen calibrate it. This is the whole mlp recipe, and that of logistic with optimizer.solver =
/// minibatch, which has no hidden layers.
Candidate train_by_minibatches(const TrainingData&, const std::string& recipe, const std::vector<LayerSpec>& hidden);

/// The hidden layers that model.kind stands for: one recurrent layer for lstm and gru, none for logistic.
std::vector<LayerSpec> hidden_layers(const ModelConfig&);

/// Initialises the network by model.initializer, which may be initialisation from data.
void initialize_network(Network&, const Examples&, const std::string& initializer, Random&);
/// The same; `prior` is the share of positives of the initial predictions.
void initialize_network(Network&, const Features&, double prior, const std::string& initializer, Random&);

/// Adds `shift` to every logit of the network.
void shift_output_bias(Network&, double shift);

}  // namespace binet
