#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"
#include "nn/activation.hpp"
#include "nn/initializer.hpp"
#include "nn/layer.hpp"
#include "nn/recurrent_kind.hpp"

#include <string>
#include <string_view>
#include <vector>

// The settings of section `model`, and of a layer.

namespace binet {

template <class Visit>
void describe(LayerSpec& c, Visit&& field) {
  const auto reads = [&c](std::string_view setting) { return row_reads<layer_types>(c.type, setting); };
  field(c.type, {.name = "type", .help = "type of layer", .choices = names_of<layer_types>});
  field(c.units, {.name = "units",
                  .help = "number of outputs of a dense, gated, lstm or gru layer",
                  .minimum = 0,
                  .maximum = 1e6,
                  .counts = reads("units")});
  field(c.activation, {.name = "activation",
                       .help = "activation function of a dense, gated or activation layer",
                       .choices = names_of<activations>,
                       .counts = reads("activation")});
  field(c.rate, {.name = "rate",
                 .help = "share of units that a dropout layer sets to 0 in training",
                 .minimum = 0,
                 .maximum = kMostDropoutRate,
                 .counts = reads("rate")});
  field(c.input_scale, {.name = "input_scale",
                        .help = "learn one factor per input, applied before the weights of a dense or gated layer",
                        .counts = reads("input_scale")});
}

inline std::vector<std::string> initializer_choices() {
  std::vector<std::string> names = names_of<initializers>();
  names.emplace_back(kInitializeFromData);
  return names;
}

template <class Visit>
void describe(ModelConfig& c, Visit&& field) {
  field(c.kind, {.name = "kind",
                 .help = "logistic: logistic regression; mlp: one multilayer perceptron; lstm, gru: one recurrent "
                         "network over sequences; auto: a mixture of networks and logistic regression",
                 .choices =
                     [] {
                       std::vector<std::string> kinds = recurrent_kinds();
                       kinds.insert(kinds.begin(), {"auto", "logistic", "mlp"});
                       return kinds;
                     },
                 .flag = "--model"});
  field(c.layers,
        {.name = "layers",
         .help = "hidden layers of an mlp; the sigmoid output layer is implied",
         .flag = "--layers",
         .flag_help = "hidden layers of a network, as 8:sigmoid,4:relu (units and activation), with dropout:0.1, "
                      "gated:8:tanh or layer_norm between them; for sequences lstm:16 or gru:16 first; none: no "
                      "hidden layer; implies --model mlp",
         .modes = kMlp});
  field(c.initializer, {.name = "initializer",
                        .help = "how weights are initialised; data: scaled layer by layer on training rows; the others "
                                "depend only on the layer's size",
                        .choices = initializer_choices,
                        .flag = "--initializer",
                        .modes = kMinibatches});
  field(c.weights,
        {.name = "weights",
         .help = "JSON file of initial weights, {\"layers\": [{\"weights\": [[…]], \"bias\": […]}, …]} with one "
                 "row per input, or a model file; a config may hold the object itself; empty: the "
                 "initializer decides",
         .flag = "--weights",
         .path = true,
         .object = true,
         .modes = kMinibatches});
  field(c.terms, {.name = "terms",
                  .help = "terms of the model as an R formula: age*sex + poly(bmi, 2) + ns(dose, 4) + log(income) "
                          "+ I(x^2); . stands for all columns; empty: every column by itself",
                  .flag = "--terms",
                  .value_name = "FORMULA"});
  field(c.intercept,
        {.name = "intercept",
         .help = "logistic regression has an intercept; false: the logit is 0 where every column is 0, like - 1 "
                 "in an R formula",
         .flag = "--no-intercept",
         .flag_help = "no intercept, like - 1 in an R formula; needs --model logistic with --l2 0 or --penalty firth",
         .modes = kSolvedLogistic});
  field(c.increasing,
        {.name = "increasing",
         .help = "numeric columns whose coefficients must be 0 or more, so that the probability never falls as they "
                 "rise; logistic regression only",
         .flag = "--increasing",
         .value_name = "COL,COL,..."});
  field(c.decreasing,
        {.name = "decreasing",
         .help = "numeric columns whose coefficients must be 0 or less, so that the probability never rises as they "
                 "rise; logistic regression only",
         .flag = "--decreasing",
         .value_name = "COL,COL,..."});
}

}  // namespace binet
