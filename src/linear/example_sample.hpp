#pragma once

#include "binet/features/features.hpp"

#include <vector>

namespace binet::detail {

/// Examples drawn to stand for all. Each class is drawn evenly along the rows, and weighted so that its sum of weights
/// is kept: the rarer class gives every example it has, up to half of the sample.
struct ExampleSample {
  std::vector<Index> rows;  ///< ascending
  Examples examples;        ///< these rows
  /// How many examples drawn from the data say as much as this sample: n/κ, where κ = Σ w²v / Σ wv compares the
  /// variance of its score at the share of positives with that of all n examples, of which κ is 1.
  double effective_rows = 0;
};
ExampleSample sample_examples(const Examples&, Index count);

/// Examples of the class that has fewer.
Index rarer_class_size(const Vector& target);

}  // namespace binet::detail
