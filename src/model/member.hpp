#pragma once

#include "binet/model/classifier.hpp"
#include "features/encoder.hpp"
#include "nn/network.hpp"

namespace binet {

/// One network of a model, the encoding it reads, and its weight in the mixture (weights sum to 1).
struct Member {
  std::size_t encoder = 0;  ///< index into Classifier::encoders
  double weight = 1;
  Network network;
};

}  // namespace binet
