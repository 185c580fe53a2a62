#pragma once

#include "base/byte_count.hpp"
#include "base/duration.hpp"
#include "binet/config/config.hpp"
#include "config/field.hpp"

#include <string>

// The settings of section `training`: epochs, validation, seed, threads and limits.

namespace binet {

template <class Visit>
void describe(TrainingConfig& c, Visit&& field) {
  field(c.epochs, {.name = "epochs",
                   .help = "maximum number of epochs",
                   .minimum = 1,
                   .maximum = 1e6,
                   .flag = "--epochs",
                   .modes = kMinibatches});
  field(c.batch_size, {.name = "batch_size",
                       .help = "rows per step; auto: 64, 128 or 256 by the number of rows, at most an eighth of them",
                       .minimum = 1,
                       .maximum = 1e9,
                       .absent = "auto",
                       .flag = "--batch-size",
                       .modes = kMinibatches});
  field(c.folds,
        {.name = "folds",
         .help = "train one network per fold first: their median best epoch is used for the network trained "
                 "on all rows, and their held-out rows calibrate and evaluate it; 0: hold out one part instead; "
                 "auto: 5 below 10,000 rows, 0 if validation_fraction is given",
         .minimum = 0,
         .maximum = 1000,
         .absent = "auto",
         .modes = kMinibatches});
  field(c.validation_fraction,
        {.name = "validation_fraction",
         .help = "share of rows held out for validation when there is neither a validation file nor folds; 0: none",
         .minimum = 0,
         .maximum = 0.9,
         .flag = "--validation-fraction",
         .modes = kMinibatches | kSolvedLogistic | kHoldsOut});
  field(c.refit, {.name = "refit",
                  .help = "refit on all rows for the best number of epochs; not done within a time budget",
                  .flag = "--no-refit",
                  .flag_help = "do not refit on all rows",
                  .modes = kMinibatches});
  field(c.early_stopping, {.name = "early_stopping",
                           .help = "stop when the validation loss stops falling, and keep the best weights",
                           .flag = "--no-early-stopping",
                           .flag_help = "train for all epochs",
                           .modes = kMinibatches});
  field(c.patience, {.name = "patience",
                     .help = "epochs without improvement before training stops early",
                     .minimum = 1,
                     .maximum = 1e6,
                     .flag = "--patience",
                     .modes = kMinibatches,
                     .effective = c.early_stopping});
  field(c.min_delta, {.name = "min_delta",
                      .help = "smallest decrease in validation loss that counts as an improvement",
                      .minimum = 0,
                      .modes = kMinibatches});
  field(
      c.time_budget,
      {.name = "time_budget",
       .help = "time limit of the run, including reading, such as 10s, 2m or 1h: epochs are cut first, then networks, "
               "then rows; the model then depends on the machine's speed; empty: no limit",
       .check =
           [](const std::string& text) {
             if (!text.empty()) parse_duration(text);
           },
       .pattern = "^((?=[0-9.]*[1-9])([0-9]+[.]?[0-9]*|[.][0-9]+)(s|ms|m|min|h)?)?$",
       .flag = "--time-budget",
       .value_name = "TIME",
       .modes = kMinibatches | kEnsemble});
  // A seed above 2⁵³ would change in readers that store JSON numbers as doubles.
  field(c.seed, {.name = "seed", .help = "random seed", .minimum = 0, .maximum = 9007199254740991.0, .flag = "--seed"});
  field(c.threads, {.name = "threads",
                    .help = "number of threads; 0: one per processor; the model does not depend on it",
                    .minimum = 0,
                    .maximum = 4096,
                    .flag = "--threads"});
  field(c.memory,
        {.name = "memory",
         .help =
             "approximate memory limit, such as 512M or 2G; the rest goes to unnamed files in TMPDIR; empty: no limit. "
             "Solvers of logistic regression give the same model; mini-batches are drawn from a moving window of rows",
         .check =
             [](const std::string& text) {
               if (!text.empty()) parse_byte_count(text);
             },
         .pattern = "^(0*[1-9][0-9]*[KMGTkmgt]?[Bb]?)?$",
         .flag = "--memory",
         .value_name = "SIZE"});
}

}  // namespace binet
