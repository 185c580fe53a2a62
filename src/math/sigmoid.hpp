#pragma once

#include <span>

namespace binet {

/// The logistic function and related functions for every finite x, ±∞ and NaN (which is returned): they do not
/// overflow, cancel or lose the tail, down to subnormal results. Scalar and array calls give the same bits at every
/// position. Input and output of an array call have the same size and may be the same memory.
/// The error is at most 2 units in the last place at any x (3 on processors without fused multiply-add):
/// tests/math/sigmoid_test.cpp compares with long double.

/// σ(x) = 1/(1 + e^−x).
float sigmoid(float x);
double sigmoid(double x);
void sigmoid(std::span<const float> x, std::span<float> y);
void sigmoid(std::span<const double> x, std::span<double> y);

/// σ′(x) = σ(x)·(1 − σ(x)).
float sigmoid_slope(float x);
double sigmoid_slope(double x);
void sigmoid_slope(std::span<const float> x, std::span<float> y);
void sigmoid_slope(std::span<const double> x, std::span<double> y);

/// ln(1 + e^x) = −ln σ(−x): the log loss of logit −x for the positive class.
float softplus(float x);
double softplus(double x);
void softplus(std::span<const float> x, std::span<float> y);
void softplus(std::span<const double> x, std::span<double> y);

/// ln σ(x) = −softplus(−x).
float log_sigmoid(float x);
double log_sigmoid(double x);
void log_sigmoid(std::span<const float> x, std::span<float> y);
void log_sigmoid(std::span<const double> x, std::span<double> y);

/// ln(p/(1 − p)), the inverse of σ: −∞ at 0, ∞ at 1, NaN outside [0, 1].
float logit(float p);
double logit(double p);
void logit(std::span<const float> p, std::span<float> x);
void logit(std::span<const double> p, std::span<double> x);

/// The functions that activations are made of, with the same guarantees.
void exp(std::span<const float> x, std::span<float> y);
void exp(std::span<const double> x, std::span<double> y);
void expm1(std::span<const float> x, std::span<float> y);
void expm1(std::span<const double> x, std::span<double> y);
void tanh(std::span<const float> x, std::span<float> y);
void tanh(std::span<const double> x, std::span<double> y);

}  // namespace binet
