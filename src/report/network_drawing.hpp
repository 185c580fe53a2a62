#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// Draws the network as an SVG element: units in columns, weights as lines, orange for positive and blue for negative
/// values, with a width by size; a tooltip shows the value. Wide layers show only the units with the largest weights.
/// Empty for a mixture and for a model without hidden layers.
std::string network_drawing(const Classifier&);

}  // namespace binet
