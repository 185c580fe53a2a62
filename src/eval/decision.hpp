#pragma once

#include "binet/eval/confusion_matrix.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace binet {

/// How a threshold is chosen, from its text:
///   0.5 (a number) | f1 | youden | mcc | accuracy | balanced_accuracy | precision>=0.9 | recall>=0.95 |
///   cost:fp=1,fn=20
/// precision>= takes the highest recall among thresholds of at least that precision, and recall>= the other way round.
struct DecisionRule {
  std::string text;
  std::optional<double> threshold;                      ///< of a rule that is a number
  std::function<double(const ConfusionMatrix&)> score;  ///< of any other rule: the highest score wins; NaN never does
};

/// Throws UsageError listing the valid forms.
DecisionRule parse_decision_rule(std::string_view text);

/// The threshold that the rule chooses for these predictions (their own threshold is ignored): the midpoint between the
/// probabilities it separates, or ½ if ½ separates them too. Of equal scores, the threshold nearest ½ wins. Throws
/// Error if no threshold satisfies a precision or recall bound, or if the rule needs both classes and one is absent.
double choose_threshold(const DecisionRule&, const Predictions&);

}  // namespace binet
