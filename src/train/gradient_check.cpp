#include "train/gradient_check.hpp"

#include "train/network_recipe.hpp"
#include "train/training_data.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>

namespace binet {

namespace {

constexpr std::size_t kMostRows = 512;
constexpr Index kMostParameters = 1000;

LabelledRows sample(const LabelledRows& rows, Random random) {
  std::vector<Index> places(rows.rows.size());
  std::iota(places.begin(), places.end(), Index{0});
  random.shuffle(std::span<Index>(places));
  places.resize(std::min(places.size(), kMostRows));
  return rows.gather(places);
}

}  // namespace

GradientCheck check_gradient(const Config& config, const Table& table) {
  const TrainingData data = prepare_training_data(config, table, nullptr);
  Random random = random_stream(config, RandomStream::initialization);
  const LabelledRows rows = sample(data.training, random.split(0));
  const Schema schema = infer_schema(table, data.target, data.not_features, rows.rows, rows.weights(),
                                     data.sequence);
  const Encoder encoder = Encoder::fit(schema, table, rows.rows, encoder_settings(config.encoding, "robust"),
                                       rows.weights());
  const Examples examples = make_examples(encoder, rows, class_factors(config.loss, data.training));

  Network network(encoder.shape(), hidden_layers(config.model));
  initialize_network(network, examples, config.model.initializer, random);
  for (Scalar& parameter : network.parameters()) parameter += static_cast<Scalar>(0.1 * random.normal());
  return check_gradient(network, examples, network_training_settings(config, rows.size()), kMostParameters);
}

std::optional<double> gradient_tolerance(const Config& config) {
  if (std::is_same_v<Scalar, double>) return 1e-6;
  const auto kinked = [](const LayerSpec& layer) {
    return layer_type(layer.type).reads("activation") && !activation(layer.activation).kinks.empty();
  };
  if (std::ranges::any_of(hidden_layers(config.model), kinked)) return std::nullopt;
  return 1e-2;
}

}  // namespace binet
