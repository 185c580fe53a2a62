#pragma once

#include "eval/confusion_matrix.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace binet {

/// How a threshold is chosen, from its text:
///   0.5 (a number) | f1 | youden | mcc | accuracy | balanced_accuracy | precision>=0.9 | recall>=0.95 |
///   cost:fp=1,fn=20 (in either order, blanks allowed)
/// precision>= takes the highest recall among thresholds of at least that precision, and recall>= the other way round.
struct DecisionRule {
  std::string text;
  std::optional<double> threshold;                      ///< of a rule that is a number
  std::function<double(const ConfusionMatrix&)> score;  ///< of any other rule: the highest score wins; NaN never does
  /// Cost rules: what an error of either kind costs.
  struct Costs {
    double false_positive = 0, false_negative = 0;
    /// The threshold of least expected cost where probabilities are calibrated, fp/(fp + fn) (Elkan 2001, theorem 1).
    double threshold() const { return false_positive / (false_positive + false_negative); }
  };
  std::optional<Costs> costs = {};
};

/// Throws UsageError listing the valid forms.
DecisionRule parse_decision_rule(std::string_view text);

/// The threshold with the highest score on these predictions (whose own threshold plays no part), midway between the
/// probabilities it separates, or ½ if that separates them too; ties go to the one nearest ½.
/// Throws Error if no threshold satisfies a precision or recall bound, or if the rule needs both classes and one is
/// absent.
double search_threshold(const DecisionRule&, const Predictions&);

/// Mean cost per row of labels at a threshold, with its standard error.
struct ExpectedCost {
  double threshold = 0, mean = 0, standard_error = 0;
};

/// What a cost rule chooses between.
struct CostChoice {
  ExpectedCost searched, theoretical;
  double difference = 0, standard_error = 0;  ///< theoretical − searched, row by row
  /// The searched threshold is the best of many on these very rows: it is taken only where it saves more than two
  /// standard errors, as it does where many rows show that the probabilities are not calibrated.
  bool takes_searched() const { return difference > 2 * standard_error; }
};
/// Compares the two thresholds. The rule must have costs.
CostChoice compare_costs(const DecisionRule&, const Predictions&);

/// The threshold the rule picks on these predictions: the one found by the search, or for costs the choice above.
/// Throws Error as search_threshold does.
double choose_threshold(const DecisionRule&, const Predictions&);

}  // namespace binet
