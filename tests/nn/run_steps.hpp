#pragma once

#include "nn/inference_step.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace binet {

using Places = std::array<std::vector<double>, kInferencePlaces>;

inline std::vector<double> affine(const InferenceStep& step, const std::vector<double>& x) {
  std::vector<double> z(step.bias.begin(), step.bias.end());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double scaled = step.scale.empty() ? x[i] : x[i] * static_cast<double>(step.scale[i]);
    for (std::size_t u = 0; u < z.size(); ++u) z[u] += scaled * static_cast<double>(step.weights[i * z.size() + u]);
  }
  return z;
}

inline std::vector<double> activate(const InferenceStep& step, const std::vector<double>& x) {
  std::vector<Scalar> y(x.begin(), x.end());
  step.activation->forward(y, y);
  return {y.begin(), y.end()};
}

inline std::vector<double> normalise(const InferenceStep& step, const std::vector<double>& x) {
  double mean = 0, variance = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
  std::vector<double> y;
  for (std::size_t u = 0; u < x.size(); ++u) {
    const double normal = (x[u] - mean) / std::sqrt(variance + step.epsilon);
    y.push_back(static_cast<double>(step.weights[u]) * normal + static_cast<double>(step.bias[u]));
  }
  return y;
}

inline double sigmoid_of(double x) {
  return 1 / (1 + std::exp(-x));
}

/// Row `k` of sums of a gate, with the part of the state.
inline double gate_sum(const InferenceStep& step, const std::vector<double>& z, const double* state, std::size_t k) {
  double sum = z[k];
  for (std::size_t i = 0; i < static_cast<std::size_t>(step.units); ++i) {
    sum += state[i] * static_cast<double>(step.weights[i * z.size() + k]);
  }
  return sum;
}

/// `kept` holds the memory, then the state.
inline std::vector<double> read_lstm(const InferenceStep& step, const std::vector<double>& z,
                                     std::vector<double>& kept) {
  const auto n = static_cast<std::size_t>(step.units);
  std::vector<double> h;
  for (std::size_t u = 0; u < n; ++u) {
    const auto sum = [&](std::size_t gate) { return gate_sum(step, z, kept.data() + n, gate * n + u); };
    kept[u] = sigmoid_of(sum(1)) * kept[u] + sigmoid_of(sum(0)) * std::tanh(sum(3));
    h.push_back(sigmoid_of(sum(2)) * std::tanh(kept[u]));
  }
  std::copy(h.begin(), h.end(), kept.begin() + step.units);
  return h;
}

/// `kept` holds the state.
inline std::vector<double> read_gru(const InferenceStep& step, const std::vector<double>& z,
                                    std::vector<double>& kept) {
  const auto n = static_cast<std::size_t>(step.units);
  std::vector<double> h;
  for (std::size_t u = 0; u < n; ++u) {
    const auto sum = [&](std::size_t gate) { return gate_sum(step, z, kept.data(), gate * n + u); };
    const double update = sigmoid_of(sum(1)), from_state = sum(2) - z[2 * n + u] + static_cast<double>(step.bias[u]);
    h.push_back((1 - update) * std::tanh(z[2 * n + u] + sigmoid_of(sum(0)) * from_state) + update * kept[u]);
  }
  return kept = h;
}

/// What an export computes from the steps; `kept` is what the steps keep of the rows before.
inline std::vector<double> run_steps(const std::vector<InferenceStep>& steps, const std::vector<double>& x,
                                     std::vector<double>& kept) {
  Places places{x};
  for (const InferenceStep& step : steps) {
    const auto from = places.at(static_cast<std::size_t>(step.from));
    const auto other = places.at(static_cast<std::size_t>(step.other));
    EXPECT_EQ(static_cast<Index>(from.size()), step.inputs);
    std::vector<double>& to = places.at(static_cast<std::size_t>(step.to));
    switch (step.kind) {
      case InferenceStep::Kind::affine:
        EXPECT_NE(step.from, step.to) << "an affine step would overwrite what it reads";
        to = affine(step, from);
        break;
      case InferenceStep::Kind::activation:
        to = activate(step, from);
        break;
      case InferenceStep::Kind::product:
        to.resize(from.size());
        for (std::size_t u = 0; u < from.size(); ++u) to[u] = from[u] * other[u];
        break;
      case InferenceStep::Kind::normalise:
        to = normalise(step, from);
        break;
      case InferenceStep::Kind::lstm:
        to = read_lstm(step, from, kept);
        break;
      case InferenceStep::Kind::gru:
        to = read_gru(step, from, kept);
        break;
    }
    EXPECT_EQ(static_cast<Index>(to.size()), step.units);
  }
  return places[0];
}

inline std::vector<double> run_steps(const std::vector<InferenceStep>& steps, const std::vector<double>& x) {
  std::vector<double> nothing;
  return run_steps(steps, x, nothing);
}

}  // namespace binet
