#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <string>

namespace binet::detail {

/// Weights as whole multiples of a step, which text holds in fewer characters than their exact bits.
struct RoundedWeights {
  int bits = 0;        ///< per weight, the sign included
  double step = 0;     ///< the largest weight is 2^(bits − 1) − 1 steps
  std::string digits;  ///< the multiples plus 2^(bits − 1), low bits first, 13 bits in two digits of base 91
};

/// Tensors below this size keep their exact weights.
inline constexpr std::size_t kLeastRounded = 64;

/// The digits: printable ASCII that is plain inside a JavaScript string and inside a script element.
std::string rounded_digits();

RoundedWeights round_weights(ConstSpan, int bits);

/// The fewest bits with which the model's probabilities for the rows change by at most `most`, and their largest
/// change; `bits` is 0 if even 24 are too few.
struct RoundingChoice {
  int bits = 0;
  double difference = 0;
};
RoundingChoice choose_rounding(const Classifier&, const Table& rows, double most);

}  // namespace binet::detail
