#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"

#include <string>
#include <vector>

// The settings of section `penalty`: L1, L2 and Firth's penalty.

namespace binet {

inline std::vector<std::string> penalty_names() {
  return {"elastic_net", "firth"};
}

inline std::vector<std::string> l1_rules() {
  return {"lowest", "one_standard_error"};
}

template <class Visit>
void describe(PenaltyConfig& c, Visit&& field) {
  field(c.name,
        {.name = "name",
         .help = "elastic_net: λ₁Σ|w| + λ₂/2 Σw² with l1 and l2; firth: Jeffreys' prior for logistic "
                 "regression, with finite estimates even if classes are separated; cannot be combined with l1 and l2",
         .choices = penalty_names,
         .flag = "--penalty",
         .modes = kSolvedLogistic});
  field(c.l1, {.name = "l1",
               .help = "λ₁ of the penalty λ₁Σ|w| added to the mean loss; biases are not penalised; auto: chosen by "
                       "cross-validation (logistic)",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l1",
               .modes = kMinibatches | kSolvedLogistic});
  field(c.l2, {.name = "l2",
               .help = "λ₂ of the penalty λ₂/2 Σw² added to the mean loss; 0: none; auto: chosen from the data",
               .minimum = 0,
               .absent = "auto",
               .flag = "--l2",
               .modes = kMinibatches | kSolvedLogistic});
  field(
      c.l1_share,
      {.name = "l1_share",
       .help =
           "with l1 auto and no l2: share of l1 in the chosen penalty; the rest is l2; below 1 this is an elastic net",
       .minimum = 0,
       .maximum = 1,
       .above_minimum = true,
       .flag = "--l1-share",
       .modes = kSolvedLogistic});
  field(c.l1_rule,
        {.name = "l1_rule",
         .help = "with l1 auto: lowest chooses the penalty with the lowest loss, one_standard_error the largest "
                 "one within one standard error, which keeps fewer columns",
         .choices = l1_rules,
         .flag = "--l1-rule",
         .modes = kSolvedLogistic});
}

}  // namespace binet
