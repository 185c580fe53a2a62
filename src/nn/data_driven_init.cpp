#include "nn/data_driven_init.hpp"

#include "binet/base/error.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace binet {
namespace {

constexpr Index kSampleRows = 1024;

Features sample(const Features& features, Random& random) {
  std::vector<Index> rows(static_cast<std::size_t>(features.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  random.shuffle(std::span(rows));
  rows.resize(std::min<std::size_t>(rows.size(), kSampleRows));
  return features.gather(rows);
}

}  // namespace

void initialize_from_data(Network& network, const Features& features, double prior, Random& random) {
  if (features.rows() == 0) throw Error("initialisation from data: found no rows, expected at least one");
  if (!(prior > 0 && prior < 1)) {
    throw UsageError("initialisation from data: found prior " + std::to_string(prior) +
                     ", expected one between 0 and 1");
  }
  network.initialize(initializer("lecun_normal"), random);
  const Features rows = sample(features, random);
  const RowRange all{0, rows.rows()};
  Workspace workspace;
  workspace.caches.resize(network.layer_count());
  const std::size_t output = network.layer_count() - 1;
  for (std::size_t i = 0; i < output; ++i) {
    const LayerInput input = Network::layer_input(i, rows, all, workspace);
    network.layer(i).initialize_from_data(network.layer_parameters(i), input, workspace.caches[i], random);
    network.layer(i).forward(std::as_const(network).layer_parameters(i), input, workspace.caches[i], nullptr);
  }
  const Span last = network.layer_parameters(output);
  std::ranges::fill(last, Scalar{0});
  last.back() = static_cast<Scalar>(logit(prior));
}

}  // namespace binet
