#include "train/mean_difference.hpp"

#include "train/group_errors.hpp"

#include <cmath>
#include <limits>
#include <map>

namespace binet {

MeanDifference mean_difference(const std::vector<double>& a, const std::vector<double>& b,
                               const std::vector<double>& weight, const std::vector<Index>& group) {
  struct Draw {
    double sum = 0, weight = 0;
  };
  std::map<Index, Draw> draws;
  Draw all;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double w = weight.empty() ? 1 : weight[i];
    Draw& draw = draws[group.empty() ? static_cast<Index>(i) : group[i]];
    draw.sum += w * (a[i] - b[i]);
    draw.weight += w;
    all.sum += w * (a[i] - b[i]);
    all.weight += w;
  }
  MeanDifference difference{all.sum / all.weight, std::numeric_limits<double>::quiet_NaN()};
  const auto count = static_cast<double>(draws.size());
  if (count < 2) return difference;
  double squares = 0;
  std::vector<double> weights;
  for (const auto& [number, draw] : draws) {
    const double distance = draw.sum - difference.mean * draw.weight;
    squares += distance * distance;
    weights.push_back(draw.weight);
  }
  difference.standard_error = std::sqrt(count / (count - 1) * squares) / all.weight;
  if (!group.empty()) difference.standard_error *= few_groups_factor(weights);
  return difference;
}

}  // namespace binet
