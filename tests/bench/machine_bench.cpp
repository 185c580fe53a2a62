// What the machine can do, for the roofline notes of docs/performance.md: multiply-adds on registers alone, and reading
// an array that no cache holds. Google Benchmark's rates are those of all threads together.
#include "base/paged_matrix.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>

namespace {

using namespace binet;

/// Twelve chains of one 64-byte register each.
template <class T>
void multiply_add_peak(benchmark::State& state) {
  constexpr std::size_t lanes = 64 / sizeof(T), chains = 12;
  T sums[chains][lanes] = {};
  T factor = 0.5;
  for (auto _ : state) {
    benchmark::DoNotOptimize(factor);
    for (int repeat = 0; repeat < 1000; ++repeat) {
      for (auto& chain : sums) {
        for (T& sum : chain) sum = std::fma(sum, factor, T{1});
      }
    }
    benchmark::DoNotOptimize(sums);
  }
  state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * 1000 * lanes * chains * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK(multiply_add_peak<float>)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(multiply_add_peak<double>)->ThreadRange(1, 2)->UseRealTime();

/// The sums of 100 million floats in eight registers, each thread its share.
void read_memory(benchmark::State& state) {
  static const PagedMatrix<float> numbers(Eigen::MatrixXf::Ones(1000, 100'000));
  using Sums = Eigen::Array<float, 128, 1>;
  const Index share = numbers.size() / state.threads();
  const float* const first = numbers.data() + share * state.thread_index();
  for (auto _ : state) {
    Sums sums = Sums::Zero();
    for (Index i = 0; i + 128 <= share; i += 128) sums += Eigen::Map<const Sums>(first + i);
    benchmark::DoNotOptimize(sums);
  }
  state.SetBytesProcessed(state.iterations() * 4 * share);
}
BENCHMARK(read_memory)->ThreadRange(1, 2)->UseRealTime();

}  // namespace
