#include "math/product.hpp"
#include "math/random.hpp"

#include <benchmark/benchmark.h>

#include <utility>

namespace binet {
namespace {

// Arguments: batch, inputs, units. GFLOP/s counts 2·batch·inputs·units.

struct Layer {
  Index batch, inputs, units;
  Matrix x, weights, output, weight_gradient;
  Vector bias;

  explicit Layer(const benchmark::State& state)
      : batch(state.range(0)),
        inputs(state.range(1)),
        units(state.range(2)),
        x(Matrix::Random(batch, inputs)),
        weights(Matrix::Random(inputs, units)),
        output(Matrix::Random(batch, units)),
        weight_gradient(Matrix::Zero(inputs, units)),
        bias(Vector::Random(units)) {}

  void count(benchmark::State& state) const {
    const double flops = 2.0 * static_cast<double>(batch * inputs * units);
    state.counters["GFLOP/s"] =
        benchmark::Counter(flops * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  }
};

Rows<const Scalar> rows(const Matrix& m) {
  return {m.data(), m.cols()};
}
Rows<Scalar> rows(Matrix& m) {
  return {m.data(), m.cols()};
}

void forward(benchmark::State& state) {
  Layer l(state);
  for (auto _ : state) {
    multiply(l.batch, l.inputs, l.units, Strided<Scalar>{l.x.data(), l.inputs, 1}, rows(std::as_const(l.weights)),
             Rows<const Scalar>{l.bias.data(), 0}, rows(l.output));
    benchmark::DoNotOptimize(l.output.data());
  }
  l.count(state);
}

void forward_eigen(benchmark::State& state) {
  Layer l(state);
  for (auto _ : state) {
    l.output.noalias() = l.x * l.weights;
    l.output.rowwise() += l.bias.transpose();
    benchmark::DoNotOptimize(l.output.data());
  }
  l.count(state);
}

void weight_gradient(benchmark::State& state) {
  Layer l(state);
  for (auto _ : state) {
    multiply(l.inputs, l.batch, l.units, Strided<Scalar>{l.x.data(), 1, l.inputs}, rows(std::as_const(l.output)),
             rows(std::as_const(l.weight_gradient)), rows(l.weight_gradient));
    benchmark::DoNotOptimize(l.weight_gradient.data());
  }
  l.count(state);
}

void weight_gradient_eigen(benchmark::State& state) {
  Layer l(state);
  for (auto _ : state) {
    l.weight_gradient.noalias() += l.x.transpose() * l.output;
    benchmark::DoNotOptimize(l.weight_gradient.data());
  }
  l.count(state);
}

void input_gradient(benchmark::State& state) {
  Layer l(state);
  Matrix transposed(l.units, l.inputs);
  for (auto _ : state) {
    transpose(l.inputs, l.units, rows(std::as_const(l.weights)), rows(transposed));
    multiply(l.batch, l.units, l.inputs, Strided<Scalar>{l.output.data(), l.units, 1}, rows(std::as_const(transposed)),
             Rows<const Scalar>{nullptr, 0}, rows(l.x));
    benchmark::DoNotOptimize(l.x.data());
  }
  l.count(state);
}

void input_gradient_eigen(benchmark::State& state) {
  Layer l(state);
  for (auto _ : state) {
    l.x.noalias() = l.output * l.weights.transpose();
    benchmark::DoNotOptimize(l.x.data());
  }
  l.count(state);
}

void shapes(benchmark::internal::Benchmark* b) {
  for (const auto& shape : {std::pair{28, 64}, {64, 32}, {64, 64}, {128, 128}, {784, 128}}) {
    for (const int batch : {32, 256, 1024}) b->Args({batch, shape.first, shape.second});
  }
}

BENCHMARK(forward)->Apply(shapes);
BENCHMARK(forward_eigen)->Apply(shapes);
BENCHMARK(weight_gradient)->Apply(shapes);
BENCHMARK(weight_gradient_eigen)->Apply(shapes);
BENCHMARK(input_gradient)->Apply(shapes);
BENCHMARK(input_gradient_eigen)->Apply(shapes);

}  // namespace
}  // namespace binet
