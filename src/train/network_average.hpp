#pragma once

namespace binet {

/// Figures of a model that averages many networks, found with fewer: a row is predicted by the few that did not see it.
/// Averaging m networks leaves 1/m of the variance between them, so that the mean of a loss is close to a + b/m
/// (Krogh, Vedelsby 1995, "Neural network ensembles, cross validation, and active learning"): its value for the saved
/// number follows from those for the judging number and for one network.
struct NetworkAverage {
  double judging = 1, saved = 1;

  /// True if the saved model averages more networks than judge it, and one network alone shows the difference.
  bool known() const { return judging > 1 && saved > judging; }
  bool operator==(const NetworkAverage&) const = default;
  /// b's part: (value by all that judge − value by one) times this is what the saved model differs by.
  double step() const {
    return known() ? (1.0 / judging - 1.0 / saved) / (1.0 - 1.0 / judging) : 0;
  }
};

}  // namespace binet
