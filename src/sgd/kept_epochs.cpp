#include "sgd/kept_epochs.hpp"

#include <cstddef>

namespace binet::detail {

int kept_step(int epochs) {
  int step = 1;
  while (epochs / step > kMostKeptEpochs) step *= 2;
  return step;
}

std::vector<int> kept_epochs(int epochs) {
  const int step = kept_step(epochs);
  std::vector<int> kept;
  kept.reserve(static_cast<std::size_t>(epochs / step) + 1);
  for (int epoch = step; epoch <= epochs; epoch += step) kept.push_back(epoch);
  if (epochs % step != 0) kept.push_back(epochs);
  return kept;
}

}  // namespace binet::detail
