// Times the training and the scoring of a network on a matrix in memory; tests/bench/mlp_peers runs the peers beside
// it.
//   network_bench X.f32 Y.f32 ROWS HELD_OUT.f32 HELD_OUT_ROWS COLUMNS UNITS,UNITS,... BATCH EPOCHS SEED THREADS
//                 LOGITS.f32
// Prints seconds of training and processor seconds of it, seconds of scoring the held-out rows (the fastest of several
// times), and the work of training: 10⁹ multiplications and additions. Writes the held-out logits.
#include "binet/base/parallel.hpp"
#include "sgd/network_training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace {

using namespace binet;

Eigen::MatrixXf read_floats(const char* path, Index rows, Index columns) {
  Eigen::MatrixXf numbers(columns, rows);  // column by column: the file's rows
  std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(numbers.data()), rows * columns * 4);
  return numbers;
}

Features dense_features(const Eigen::MatrixXf& columns) {
  Features features;
  const Index rows = columns.cols();
  features.dense = columns.transpose().cast<Scalar>();
  features.codes.resize(rows, 0);
  features.bins.resize(rows, 0);
  features.positions.resize(rows, 0);
  return features;
}

std::vector<LayerSpec> hidden_layers(const std::string& units) {
  std::vector<LayerSpec> layers;
  std::stringstream list(units);
  for (std::string each; std::getline(list, each, ',');) layers.push_back({.units = std::stol(each)});
  return layers;
}

/// All parameters uniform on ±1/√fan_in, biases too, so that what is compared starts alike.
void start_as_pytorch(Network& network, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      const double bound = 1 / std::sqrt(static_cast<double>(block.fan_in));
      for (Scalar& parameter : network.block(block)) {
        parameter = static_cast<Scalar>((2 * random.uniform() - 1) * bound);
      }
    }
  }
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Forward, weight gradient and, except in the first layer, input gradient: each 2 per weight and row.
double gigaflops(const Network& network, double rows) {
  double flops = 0;
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      if (block.kind == ParameterKind::weight) flops += (layer == 0 ? 4.0 : 6.0) * static_cast<double>(block.size());
    }
  }
  return 1e-9 * flops * rows;
}

}  // namespace

int main(int count, char** argument) {
  if (count != 13) return 2;
  const Index rows = std::atol(argument[3]), held_out_rows = std::atol(argument[5]), columns = std::atol(argument[6]);
  Examples training;
  training.features = dense_features(read_floats(argument[1], rows, columns));
  training.target = read_floats(argument[2], rows, 1).transpose().cast<Scalar>();
  const Features held_out = dense_features(read_floats(argument[4], held_out_rows, columns));

  NetworkTrainingSettings settings;
  settings.batch_size = std::atol(argument[8]);
  settings.epochs = std::atoi(argument[9]);
  settings.seed = std::strtoull(argument[10], nullptr, 10);
  set_thread_count(std::atoi(argument[11]));
  Network network({.dense = columns, .levels = {}, .bins = {}}, hidden_layers(argument[7]));
  start_as_pytorch(network, settings.seed);

  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor_start = std::clock();
  train_network(network, training, nullptr, settings);
  const double seconds = seconds_since(start);
  const double processor = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;

  Vector logits;
  double scoring = 1e300;
  for (int repeat = 0; repeat < 20; ++repeat) {
    const auto scoring_start = std::chrono::steady_clock::now();
    logits = compute_logits(network, held_out);
    scoring = std::min(scoring, seconds_since(scoring_start));
  }
  std::printf("%.6f %.6f %.7f %.6f\n", seconds, processor, scoring,
              gigaflops(network, static_cast<double>(rows) * settings.epochs));
  const Eigen::VectorXf written = logits.cast<float>();
  std::ofstream(argument[12], std::ios::binary)
      .write(reinterpret_cast<const char*>(written.data()), written.size() * 4);
}
