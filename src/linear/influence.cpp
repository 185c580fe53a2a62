#include "linear/influence.hpp"

namespace binet {

Influence influence(const Design& design, const DesignFit& fit) {
  Influence found;
  found.leverage = leverages(design.x, information_weights(design.weight, fit.probability));
  const auto p = fit.probability.array();
  found.pearson = design.weight.array().sqrt() * (design.target.array() - p) / (p * (1 - p)).sqrt();
  const auto h = found.leverage.array();
  found.cook = (found.pearson.array() / (1 - h)).square() * h / static_cast<double>(design.size());
  return found;
}

}  // namespace binet
