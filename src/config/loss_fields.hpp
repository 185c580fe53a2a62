#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"
#include "nn/loss.hpp"

#include <string>
#include <vector>

// The settings of section `loss`: the loss function and class weights.

namespace binet {

template <class Visit>
void describe(LossConfig& c, Visit&& field) {
  field(c.name, {.name = "name",
                 .help = "loss function that training minimises",
                 .choices = names_of<losses>,
                 .flag = "--loss",
                 .modes = kMinibatches | kSolvedLogistic});
  field(c.gamma, {.name = "gamma",
                  .help = "focal: the higher, the less weight well-classified rows have",
                  .minimum = 0,
                  .maximum = 100,
                  .modes = kMinibatches,
                  .effective = row_reads<losses>(c.name, "gamma")});
  field(c.label_smoothing, {.name = "label_smoothing",
                            .help = "s: the target y becomes y(1 − s) + s/2",
                            .minimum = 0,
                            .maximum = 1,
                            .below_maximum = true,
                            .modes = kMinibatches});
  field(c.class_weight, {.name = "class_weight",
                         .help = "balanced: both classes have the same total weight",
                         .choices =
                             [] {
                               return std::vector<std::string>{"none", "balanced"};
                             },
                         .flag = "--class-weight"});
  field(c.positive_weight, {.name = "positive_weight",
                            .help = "weight of each row of the positive class",
                            .minimum = 0,
                            .above_minimum = true,
                            .flag = "--positive-weight"});
}

}  // namespace binet
