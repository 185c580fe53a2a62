#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"
#include "linear/solvers.hpp"
#include "sgd/schedule.hpp"
#include "sgd/update_rule.hpp"

#include <string>
#include <string_view>
#include <vector>

// The settings of sections `optimizer` and `schedule`: update rule, solver and learning rate.

namespace binet {

template <class Visit>
void describe(OptimizerConfig& c, Visit&& field) {
  const auto reads = [&c](std::string_view setting) { return row_reads<update_rules>(c.name, setting); };
  field(c.name, {.name = "name",
                 .help = "update rule of mini-batch training",
                 .choices = names_of<update_rules>,
                 .flag = "--optimizer",
                 .modes = kMinibatches});
  field(c.learning_rate, {.name = "learning_rate",
                          .help = "step size",
                          .minimum = 0,
                          .maximum = 1000,
                          .above_minimum = true,
                          .flag = "--learning-rate",
                          .modes = kMinibatches});
  field(c.momentum, {.name = "momentum",
                     .help = "momentum, nesterov: share of the previous step that is kept",
                     .minimum = 0,
                     .maximum = 1,
                     .below_maximum = true,
                     .modes = kMinibatches,
                     .effective = reads("momentum")});
  field(c.decay, {.name = "decay",
                  .help = "rmsprop: decay of the mean squared gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = reads("decay")});
  field(c.beta1, {.name = "beta1",
                  .help = "adam, adamw: decay of the mean gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = reads("beta1")});
  field(c.beta2, {.name = "beta2",
                  .help = "adam, adamw: decay of the mean squared gradient",
                  .minimum = 0,
                  .maximum = 1,
                  .below_maximum = true,
                  .modes = kMinibatches,
                  .effective = reads("beta2")});
  field(c.epsilon, {.name = "epsilon",
                    .help = "adagrad, rmsprop, adam, adamw: added to the divisor",
                    .minimum = 0,
                    .maximum = 1,
                    .above_minimum = true,
                    .modes = kMinibatches,
                    .effective = reads("epsilon")});
  field(c.weight_decay, {.name = "weight_decay",
                         .help = "adamw: share of each weight removed per step, times the learning rate",
                         .minimum = 0,
                         .modes = kMinibatches,
                         .effective = reads("weight_decay")});
  field(c.clip_norm, {.name = "clip_norm",
                      .help = "maximum gradient norm per step; 0: no limit, or 1 with data.sequence",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(c.solver, {.name = "solver",
                   .help = "solver of logistic regression",
                   .choices =
                       [] {
                         std::vector<std::string> names = names_of<solvers>();
                         names.insert(names.begin(), std::string(kAutoSolver));
                         names.emplace_back("minibatch");
                         return names;
                       },
                   .flag = "--solver",
                   .modes = kLogistic});
  field(c.tolerance, {.name = "tolerance",
                      .help = "logistic: stop at this gradient norm, relative to the initial one",
                      .minimum = 0,
                      .maximum = 1,
                      .above_minimum = true,
                      .flag = "--tolerance",
                      .modes = kSolvedLogistic | kEnsemble});
  field(c.max_iterations, {.name = "max_iterations",
                           .help = "logistic: maximum number of solver iterations",
                           .minimum = 1,
                           .maximum = 1e9,
                           .flag = "--max-iterations",
                           .modes = kSolvedLogistic | kEnsemble});
}

template <class Visit>
void describe(ScheduleConfig& c, Visit&& field) {
  const auto reads = [&c](std::string_view setting) { return row_reads<schedules>(c.name, setting); };
  field(c.name, {.name = "name",
                 .help = "how the learning rate changes during training",
                 .choices = names_of<schedules>,
                 .flag = "--schedule"});
  field(c.step_every, {.name = "step_every",
                       .help = "step: share of the run between two drops",
                       .minimum = 0,
                       .maximum = 1,
                       .above_minimum = true,
                       .effective = reads("step_every")});
  field(c.step_factor, {.name = "step_factor",
                        .help = "step: factor per drop",
                        .minimum = 0,
                        .maximum = 1,
                        .above_minimum = true,
                        .effective = reads("step_factor")});
  field(c.final_factor, {.name = "final_factor",
                         .help = "exponential, cosine: factor at the end of the run",
                         .minimum = 0,
                         .maximum = 1,
                         .above_minimum = true,
                         .effective = reads("final_factor")});
  field(c.warmup, {.name = "warmup",
                   .help = "share of the run in which the learning rate rises from 0",
                   .minimum = 0,
                   .maximum = 1});
}

}  // namespace binet
