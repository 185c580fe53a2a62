#pragma once

#include "binet/eval/metrics.hpp"

#include <string>
#include <string_view>

namespace binet {

/// How a threshold is chosen, from its text:
///   0.5 (a number) | f1 | youden | mcc | accuracy | balanced_accuracy | precision>=0.9 | recall>=0.95 | cost:fp=1,fn=20
struct DecisionRule {
  std::string text;
};

/// Throws UsageError that shows the forms.
DecisionRule parse_decision_rule(std::string_view text);

/// The threshold the rule picks on these predictions; ties go to the one nearest ½.
/// Throws Error if no threshold satisfies a precision or recall bound.
double choose_threshold(const DecisionRule&, const Predictions&);

}  // namespace binet
