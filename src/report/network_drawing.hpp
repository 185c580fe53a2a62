#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// The network as an SVG element: units in columns, weights as lines, orange above 0 and blue below, as wide as they
/// are large; a weight's value is its tip. Of wide layers the units with the largest weights are drawn. Empty for a
/// mixture and for a model without hidden layers.
std::string network_drawing(const Classifier&);

}  // namespace binet
