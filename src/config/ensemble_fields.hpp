#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"
#include "config/model_fields.hpp"
#include "sgd/schedule.hpp"

#include <string>
#include <vector>

// The settings of section `ensemble`: the mixture that `auto` trains.

namespace binet {

template <class Visit>
void describe(EnsembleConfig& c, Visit&& field) {
  field(c.folds,
        {.name = "folds",
         .help =
             "number of folds; each network leaves out two, or one if there are fewer than five; auto: depends on the "
             "number of rows, like every auto in this section",
         .minimum = 2,
         .maximum = 1000,
         .absent = "auto"});
  field(c.scaled_networks, {.name = "scaled_networks",
                  .help = "number of networks on scaled numeric columns",
                  .minimum = 0,
                  .maximum = 1000,
                  .absent = "auto"});
  field(c.binned_networks, {.name = "binned_networks",
                      .help = "number of networks on binned (piecewise-linear) numeric columns",
                      .minimum = 0,
                      .maximum = 1000,
                      .absent = "auto"});
  field(c.logistic, {.name = "logistic", .help = "include logistic regression with a penalty chosen from the data"});
  field(c.additive_bins, {.name = "additive_bins",
                          .help = "include an additive model: logistic regression on this many piecewise-linear bins "
                                  "per numeric column; 0: none",
                          .minimum = 0,
                          .maximum = 4096,
                          .absent = "auto"});
  field(c.sparse_bins, {.name = "sparse_bins",
                        .help = "include a sparse additive model: as additive_bins, with an L1 penalty, which selects "
                                "bins and levels; 0: none",
                        .minimum = 0,
                        .maximum = 4096,
                        .absent = "auto"});
  field(c.random_features, {.name = "random_features",
                            .help = "include logistic regression on this many random units (a kernel method); 0: none",
                            .minimum = 0,
                            .maximum = 4096,
                            .absent = "auto"});
  field(c.bins, {.name = "bins",
                 .help = "number of piecewise-linear bins per numeric column",
                 .minimum = 2,
                 .maximum = 4096,
                 .absent = "auto"});
  field(c.clip, {.name = "clip", .help = "smooth clip x/√(1 + (x/clip)²) after scaling; 0: none", .minimum = 0});
  field(c.max_levels,
        {.name = "max_levels",
         .help = "number of most frequent levels per category column that have their own code in networks; 0: all",
         .minimum = 0,
         .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "minimum number of rows per level; rarer levels are pooled",
                      .minimum = 1,
                      .maximum = 1e9});
  field(c.network_rows, {.name = "network_rows",
                         .help = "maximum number of rows per network, drawn at random for each; 0: all",
                         .minimum = 0,
                         .maximum = 1e9});
  field(c.layers, {.name = "layers", .help = "hidden layers of each network"});
  field(c.initializer, {.name = "initializer",
                        .help = "how network weights are initialised, as model.initializer",
                        .choices = initializer_choices});
  field(c.epochs, {.name = "epochs",
                   .help = "maximum number of epochs per network",
                   .minimum = 1,
                   .maximum = 1e6,
                   .absent = "auto"});
  field(c.batch_size, {.name = "batch_size", .help = "rows per step", .minimum = 1, .maximum = 1e9, .absent = "auto"});
  field(c.learning_rate, {.name = "learning_rate",
                          .help = "learning rate of Adam; for weights it is divided by √inputs",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true});
  field(c.schedule,
        {.name = "schedule", .help = "how the learning rate changes during training", .choices = names_of<schedules>});
  field(c.bias_rate, {.name = "bias_rate", .help = "learning-rate factor of biases", .minimum = 0});
  field(c.scale_rate, {.name = "scale_rate", .help = "learning-rate factor of input scales", .minimum = 0});
  field(
      c.weight_decay,
      {.name = "weight_decay", .help = "share of each weight removed per step, times the learning rate", .minimum = 0});
  field(
      c.weight_decay_schedule,
      {.name = "weight_decay_schedule",
       .help = "how weight decay changes during training; half_cosine: constant for half of the run, then falling to 0",
       .choices = names_of<schedules>});
  field(
      c.dropout_schedule,
      {.name = "dropout_schedule", .help = "how dropout rates change during training", .choices = names_of<schedules>});
  field(c.patience, {.name = "patience",
                     .help = "epochs without improvement, beyond the best epoch's number, before a network stops",
                     .minimum = 1,
                     .maximum = 1e6});
  field(c.mixture,
        {.name = "mixture",
         .help = "weights of the parts of the mixture; em: maximum likelihood on held-out rows; equal: equal weights",
         .choices = [] {
           return std::vector<std::string>{"em", "equal"};
         }});
  field(c.calibration, {.name = "calibration",
                        .help = "calibration of the mixture; platt: a straight line on its held-out logits, shrunk "
                                "towards the identity; none",
                        .choices = [] {
                          return std::vector<std::string>{"platt", "none"};
                        }});
  field(c.distilled_units, {.name = "distilled_units",
                 .help = "distil the mixture into one small network with this many units; 0: keep the mixture",
                 .minimum = 0,
                 .maximum = 1000,
                 .flag = "--distill",
                 .implied = "16"});
}

}  // namespace binet
