// Times the solvers of logistic regression on a matrix in memory; tests/bench/logistic_peers runs the peers beside it.
//   logistic_bench fit  X.f32 y.f32 ROWS COLUMNS L2 REPEATS THREADS COEFFICIENTS.f64
//   logistic_bench path X.f32 y.f32 ROWS COLUMNS GAP REPEATS THREADS COEFFICIENTS.f64
// Prints seconds of the fastest repeat, then processor seconds of it, then iterations.
#include "binet/base/parallel.hpp"
#include "linear/coordinate_descent.hpp"
#include "linear/logistic.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

namespace {

using namespace binet;

void read_floats(const char* path, float* to, Index count) {
  std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(to), count * 4);
}

Examples read_examples(char** argument) {
  const Index rows = std::atol(argument[4]), columns = std::atol(argument[5]);
  Eigen::MatrixXf x(columns, rows);  // column by column: the file's rows
  Eigen::VectorXf y(rows);
  read_floats(argument[2], x.data(), x.size());
  read_floats(argument[3], y.data(), rows);
  Examples examples;
  examples.features.dense = x.transpose().cast<Scalar>();
  examples.features.codes.resize(rows, 0);
  examples.features.bins.resize(rows, 0);
  examples.features.positions.resize(rows, 0);
  examples.target = y.cast<Scalar>();
  return examples;
}

}  // namespace

int main(int count, char** argument) {
  if (count != 10) return 2;
  const Examples examples = read_examples(argument);
  const bool path = std::string(argument[1]) == "path";
  set_thread_count(std::atoi(argument[8]));
  double best = 1e300, processor = 0;
  int iterations = 0;
  std::vector<VectorD> coefficients;
  for (int repeat = 0; repeat < std::atoi(argument[7]); ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor_start = std::clock();
    iterations = 0;
    coefficients.clear();
    if (path) {
      ElasticNetPathSettings settings;
      settings.gap = std::atof(argument[6]);
      for (const ElasticNetPoint& point : elastic_net_path(examples, settings)) {
        coefficients.push_back(point.parameters);
        iterations += point.convergence.iterations;
      }
    } else {
      const LogisticFit fit = solve_logistic(examples, {.l2 = std::atof(argument[6])});
      coefficients = {fit.parameters};
      iterations = fit.convergence.iterations;
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (seconds.count() >= best) continue;
    best = seconds.count();
    processor = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
  }
  std::ofstream out(argument[9], std::ios::binary);
  for (const VectorD& one : coefficients) out.write(reinterpret_cast<const char*>(one.data()), one.size() * 8);
  std::printf("%.6f %.6f %d\n", best, processor, iterations);
}
