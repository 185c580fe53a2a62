#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"
#include "eval/decision.hpp"

#include <string>

// The settings of sections `decision`, `drift` and `output`: labels, warnings and files written.

namespace binet {

template <class Visit>
void describe(DecisionConfig& c, Visit&& field) {
  field(
      c.rule,
      {.name = "rule",
       .help = "threshold for the label: a number, or a rule: f1, youden, mcc, accuracy, balanced_accuracy, "
               "precision>=0.9, recall>=0.95, cost:fp=1,fn=20",
       .check = [](const std::string& text) { parse_decision_rule(text); },
       .pattern =
           "^(0+[.]?|0*[.][0-9]+|0*1([.]0*)?|f1|youden|mcc|accuracy|balanced_accuracy"
           "|(precision|recall)>=(0+[.]?|0*[.][0-9]+|0*1([.]0*)?)"
           "|cost:(?=.*[1-9]) *(fp= *([0-9]+[.]?[0-9]*|[.][0-9]+) *, *fn=|fn= *([0-9]+[.]?[0-9]*|[.][0-9]+) *, *fp=) *"
           "([0-9]+[.]?[0-9]*|[.][0-9]+) *)$",
       .flag = "--decide",
       .value_name = "RULE"});
}

template <class Visit>
void describe(DriftLimits& c, Visit&& field) {
  field(c.unseen, {.name = "unseen",
                   .help = "warn about a column if a larger share of cells has levels unknown to the model",
                   .minimum = 0,
                   .maximum = 1});
  field(c.missing, {.name = "missing",
                    .help = "warn about a column if the share of missing cells exceeds that in training by more",
                    .minimum = 0,
                    .maximum = 1});
  field(c.range, {.name = "range",
                  .help = "warn about a column if a larger share of numbers is outside the training range",
                  .minimum = 0,
                  .maximum = 1});
}

template <class Visit>
void describe(OutputConfig& c, Visit&& field) {
  field(c.model, {.name = "model",
                  .help = "file to save the model to; - is standard output",
                  .flag = "-o,--output",
                  .path = true});
  field(c.out_of_fold,
        {.name = "out_of_fold",
         .help = "CSV file for the held-out predictions of the training rows: row, fold, probability, target; - is "
                 "standard output; empty: none",
         .flag = "--out-of-fold",
         .path = true});
  field(c.checkpoint, {.name = "checkpoint",
                       .help = "file for `train --resume`, written during training and removed at the end; empty: only "
                               "an interrupted run writes one, beside the model",
                       .flag = "--checkpoint",
                       .path = true});
  field(c.checkpoint_seconds, {.name = "checkpoint_seconds",
                               .help = "training time per network between two checkpoints, in seconds",
                               .minimum = 0,
                               .effective = !c.checkpoint.empty()});
  field(
      c.evidence,
      {.name = "evidence",
       .help = "size limit in kilobytes of the data of `binet report` in the model file: binned held-out predictions, "
               "learning curves and column histograms; 0: none",
       .minimum = 0,
       .maximum = 1000});
  field(
      c.log,
      {.name = "log", .help = "JSON lines file with one object per epoch; empty: none", .flag = "--log", .path = true});
}

}  // namespace binet
