#include "binet/base/types.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

namespace binet {
namespace {

constexpr Index kSize = 4096;

template <class T>
using Numbers = Eigen::Array<T, Eigen::Dynamic, 1>;

template <class T>
void run(benchmark::State& state, void (*function)(std::span<const T>, std::span<T>)) {
  const Numbers<T> x = 10 * Numbers<T>::Random(kSize);
  Numbers<T> y(kSize);
  for (auto _ : state) {
    function({x.data(), kSize}, {y.data(), kSize});
    benchmark::DoNotOptimize(y.data());
  }
  state.SetItemsProcessed(state.iterations() * kSize);
}

template <class T>
void eigen_sigmoid(std::span<const T> x, std::span<T> y) {
  const Eigen::Map<const Numbers<T>> from(x.data(), kSize);
  Eigen::Map<Numbers<T>>(y.data(), kSize) = 1 / (1 + (-from).exp());
}

template <class T>
bool register_all(const std::string& type) {
  using Function = void (*)(std::span<const T>, std::span<T>);
  const std::pair<const char*, Function> functions[] = {{"sigmoid", sigmoid},
                                                        {"eigen_sigmoid", eigen_sigmoid<T>},
                                                        {"sigmoid_slope", sigmoid_slope},
                                                        {"softplus", softplus},
                                                        {"exp", exp},
                                                        {"expm1", expm1},
                                                        {"tanh", tanh}};
  for (const auto& [name, function] : functions) {
    benchmark::RegisterBenchmark((name + ("/" + type)).c_str(), run<T>, function);
  }
  return true;
}

const bool kRegistered = register_all<float>("float") && register_all<double>("double");

}  // namespace
}  // namespace binet
