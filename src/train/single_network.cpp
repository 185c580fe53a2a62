#include "train/single_network.hpp"

namespace binet::detail {

EncoderSettings network_encoding(const Config& config, const std::vector<LayerSpec>& hidden) {
  return encoder_settings(config.encoding, hidden.empty() ? "standard" : "robust");
}

double positive_share(const Examples& examples) {
  const VectorD target = examples.target.cast<double>();
  if (examples.weight.size() == 0) return target.mean();
  const VectorD weight = examples.weight.cast<double>();
  return weight.dot(target) / weight.sum();
}

AllRows::AllRows(const TrainingData& data, const std::vector<LayerSpec>& hidden) {
  const LabelledRows& rows = data.training;
  schema = infer_schema(*rows.table, data.target, data.not_features, rows.rows);
  encoder = Encoder::fit(schema, *rows.table, rows.rows, network_encoding(data.config, hidden));
  encoded = {encoder.shape(), make_examples(encoder, rows, class_factors(data.config.loss, rows))};
}

void train_on_all_rows(const TrainingData& data, AllRows all, const std::vector<LayerSpec>& hidden, int epochs,
                       Classifier& model, const std::function<double(int epoch)>& validation_loss) {
  const Config& config = data.config;
  const Examples& examples = all.encoded.examples;
  Network network(all.encoder.shape(), hidden);
  Random random = random_stream(config, RandomStream::initialization);
  initialize_network(network, examples, config.model.initializer, random);
  const auto show = [&](TrainingMoment moment) {
    if (validation_loss && data.observer.network) data.observer.network(moment, network, examples);
  };
  show(TrainingMoment::start);
  bool stopped = false;
  train_network(network, examples, nullptr, network_training_settings(config, examples.rows()),
                [&](EpochRecord record) {
                  if (validation_loss) record.validation_loss = validation_loss(record.epoch);
                  if (validation_loss && data.observer.epoch) data.observer.epoch(record, epochs);
                  if (record.epoch == 1) show(TrainingMoment::first_epoch);
                  stopped = data.observer.should_stop();
                  return record.epoch < epochs && !stopped;
                });
  show(TrainingMoment::end);
  if (stopped) {
    model.report.verdict += "; interrupted before one had learned from all rows";
    return;
  }
  shift_output_bias(network, -class_factors(config.loss, data.training).logit_shift());
  model.schema = std::move(all.schema);
  model.encoders = {std::move(all.encoder)};
  model.members = {{0, 1.0, std::move(network)}};
  model.report.verdict += "; trained again on all rows for " + std::to_string(epochs) + " epochs";
}

}  // namespace binet::detail
