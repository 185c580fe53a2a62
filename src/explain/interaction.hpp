#pragma once

#include "binet/model/classifier.hpp"
#include "binet/table/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace binet {

/// How far the model is from adding up the effects of two columns.
struct Interaction {
  std::string first, second;
  double strength = 0;  ///< in units of the logit
};

/// True if the logit of the model is a sum of one function per column.
bool is_additive(const Classifier&);

/// For each pair of the columns the root mean square of what remains of their joint effect on the logit, over a grid of
/// their values, when the effects of both by themselves are taken out: the numerator of Friedman and Popescu's H (2008,
/// section 8.1). The joint effect is a mean over the given rows. Strongest first; pairs below a hundredth are left out.
std::vector<Interaction> interactions(const Classifier&, const Table&, std::span<const Index> rows,
                                      std::span<const std::string> columns);

}  // namespace binet
