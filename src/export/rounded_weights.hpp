#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <map>
#include <string>

namespace binet::detail {

/// Weights as whole multiples of a step, which text holds in fewer characters than their exact bits. Each multiple is
/// its sign (1: negative), the `low_bits` low bits of its magnitude, and the rest of it in ones that a zero ends: the
/// code of Rice, "Some practical universal noiseless coding techniques", JPL 79-22 (1979).
struct RoundedWeights {
  int low_bits = 0;
  double step = 0;
  std::string digits;  ///< the bits, low bits first, 13 of them in two digits of base 91
};

/// Tensors below this size keep their exact weights.
inline constexpr std::size_t kLeastRounded = 64;

/// The digits: printable ASCII that is plain inside a JavaScript string and inside a script element.
std::string rounded_digits();

/// Rounds to the nearest multiples of a step above 0, with the number of low bits that makes the text shortest.
/// Requires magnitudes below 2^31 steps.
RoundedWeights round_weights(ConstSpan, double step);

/// The steps of a model's large tensors, by the address of the first weight, and the largest change of a probability.
struct Rounding {
  std::map<const Scalar*, double> steps;
  double difference = 0;
};

/// Steps so long that the model's probabilities for the rows change by at most `most`. A tensor's step is inverse to
/// how much the probability moves with its weights, so that every weight adds as much to the change. Without steps if
/// there are no large tensors, or none are short enough.
Rounding choose_rounding(const Classifier&, const Table& rows, double most);

}  // namespace binet::detail
