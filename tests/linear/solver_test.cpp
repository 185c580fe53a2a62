#include "linear/lbfgs.hpp"
#include "linear/newton.hpp"

#include <gtest/gtest.h>

namespace binet {
namespace {

/// ½ (x − c)ᵀ A (x − c), A diagonal with condition 1e4.
class Quadratic : public TwiceDifferentiable {
 public:
  Index size() const override { return 20; }
  double value(const VectorD& x) override { return 0.5 * diagonal().dot((x - centre()).cwiseAbs2()); }
  double value_and_gradient(const VectorD& x, VectorD& gradient) override {
    gradient = diagonal().cwiseProduct(x - centre());
    return value(x);
  }
  double value_gradient_hessian(const VectorD& x, VectorD& gradient, MatrixD& hessian) override {
    hessian = diagonal().asDiagonal();
    return value_and_gradient(x, gradient);
  }
  static VectorD diagonal() {
    return VectorD::LinSpaced(20, -2, 2).array().unaryExpr([](double e) { return std::pow(10, e); });
  }
  static VectorD centre() { return VectorD::LinSpaced(20, -1, 1); }
};

/// Rosenbrock's valley, minimum at (1, 1).
class Rosenbrock : public TwiceDifferentiable {
 public:
  Index size() const override { return 2; }
  double value(const VectorD& x) override {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    return a * a + 100 * b * b;
  }
  double value_and_gradient(const VectorD& x, VectorD& gradient) override {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    gradient = VectorD{{-2 * a - 400 * x[0] * b, 200 * b}};
    return value(x);
  }
  double value_gradient_hessian(const VectorD& x, VectorD& gradient, MatrixD& hessian) override {
    hessian.resize(2, 2);
    hessian << 2 + 1200 * x[0] * x[0] - 400 * x[1], -400 * x[0], -400 * x[0], 200;
    return value_and_gradient(x, gradient);
  }
};

TEST(Newton, SolvesAQuadraticInOneStep) {
  Quadratic quadratic;
  VectorD x = VectorD::Zero(20);
  const Convergence result = minimize_newton(quadratic, x);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.iterations, 1);
  EXPECT_LT((x - Quadratic::centre()).norm(), 1e-12);
}

TEST(Newton, FollowsRosenbrocksValley) {
  Rosenbrock valley;
  VectorD x{{-1.2, 1.0}};
  const Convergence result = minimize_newton(valley, x, {.tolerance = 1e-12});
  EXPECT_TRUE(result.converged);
  EXPECT_LT((x - VectorD::Ones(2)).norm(), 1e-10);
  EXPECT_LE(result.iterations, 30);
}

TEST(Newton, ASingularHessianStillLeadsToAMinimum) {
  class Flat : public Quadratic {  // (x₀ + x₁ + … − 20)²/2: all but one direction are free
   public:
    double value(const VectorD& x) override { return 0.5 * (x.sum() - 20) * (x.sum() - 20); }
    double value_and_gradient(const VectorD& x, VectorD& gradient) override {
      gradient = VectorD::Constant(20, x.sum() - 20);
      return value(x);
    }
    double value_gradient_hessian(const VectorD& x, VectorD& gradient, MatrixD& hessian) override {
      hessian = MatrixD::Ones(20, 20);
      return value_and_gradient(x, gradient);
    }
  } flat;
  VectorD x = VectorD::Zero(20);
  EXPECT_TRUE(minimize_newton(flat, x).converged);
  EXPECT_LT((x - VectorD::Ones(20)).norm(), 1e-5);  // the free directions are left alone
}

TEST(Lbfgs, SolvesAnIllConditionedQuadratic) {
  Quadratic quadratic;
  VectorD x = VectorD::Zero(20);
  const Convergence result = minimize_lbfgs(quadratic, x, {.tolerance = 1e-10});
  EXPECT_TRUE(result.converged);
  EXPECT_LE(result.relative_gradient_norm, 1e-10);
  EXPECT_LT((x - Quadratic::centre()).norm(), 1e-3);
}

// A mean over millions of rows is known to some 1e-13: a search for a lower value among its last digits never ends.
TEST(Lbfgs, TreatsTheLastDigitsOfTheObjectiveAsNoise) {
  class Noisy : public Quadratic {
   public:
    double value_and_gradient(const VectorD& x, VectorD& gradient) override {
      const double noise = 1e-13 * (evaluations++ * 7 % 5 - 2);
      return 1 + Quadratic::value_and_gradient(x, gradient) + noise;
    }
    int evaluations = 0;
  } noisy;
  VectorD x = VectorD::Zero(20);
  const Convergence result = minimize_lbfgs(noisy, x, {.tolerance = 1e-10});
  EXPECT_TRUE(result.converged);
  EXPECT_LT(noisy.evaluations, 2 * result.iterations + 10);
}

TEST(Lbfgs, FollowsRosenbrocksValley) {
  Rosenbrock valley;
  VectorD x{{-1.2, 1.0}};
  const Convergence result = minimize_lbfgs(valley, x, {.tolerance = 1e-12});
  EXPECT_TRUE(result.converged);
  EXPECT_LT((x - VectorD::Ones(2)).norm(), 1e-9);
}

TEST(Lbfgs, AGoodPreconditionerMakesItNewtons) {
  Quadratic quadratic;
  VectorD x = VectorD::Zero(20);
  LbfgsSettings settings;
  settings.precondition = [](VectorD& v) { v.array() /= Quadratic::diagonal().array(); };
  EXPECT_EQ(minimize_lbfgs(quadratic, x, settings).iterations, 1);
}

TEST(Lbfgs, ProgressMayStopIt) {
  Rosenbrock valley;
  VectorD x{{-1.2, 1.0}};
  LbfgsSettings settings;
  settings.progress = [](const Convergence& state) { return state.iterations < 3; };
  const Convergence result = minimize_lbfgs(valley, x, settings);
  EXPECT_EQ(result.iterations, 3);
  EXPECT_FALSE(result.converged);
}

}  // namespace
}  // namespace binet
