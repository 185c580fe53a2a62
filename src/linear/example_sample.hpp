#pragma once

#include "features/features.hpp"

#include <vector>

namespace binet::detail {

/// A weighted sample of examples. Each class is drawn evenly along the rows and weighted so that its sum of weights is
/// kept. The rarer class contributes all its examples, up to half of the sample.
struct ExampleSample {
  std::vector<Index> rows;  ///< ascending
  Examples examples;        ///< these rows
  /// The number of simple random draws that are as informative as this sample: n/κ, where κ = Σ w²v / Σ wv compares the
  /// variance of its score at the share of positives with that of all n examples, for which κ is 1.
  double effective_rows = 0;
};
ExampleSample sample_examples(const Examples&, Index count);

/// Number of examples of the rarer class.
Index rarer_class_size(const Vector& target);

}  // namespace binet::detail
