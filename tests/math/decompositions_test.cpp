#include "math/decompositions.hpp"

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

#include <cmath>

namespace binet {
namespace {

/// n × p numbers without pattern.
Eigen::MatrixXd numbers(Index n, Index p) {
  Eigen::MatrixXd matrix(n, p);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < p; ++j) matrix(i, j) = std::sin(static_cast<double>(7 * i + 3 * j + i * j));
  }
  return matrix;
}

Eigen::MatrixXd positive_definite(Index p) {
  const Eigen::MatrixXd rows = numbers(p + 5, p);
  return rows.transpose() * rows + Eigen::MatrixXd::Identity(p, p);
}

double largest(const Eigen::MatrixXd& matrix) {
  return matrix.cwiseAbs().maxCoeff();
}

TEST(Decompositions, GiveTheBitsOfEigen) {
  const Eigen::MatrixXd a = positive_definite(70);
  const VectorD b = numbers(70, 1);
  const Eigen::LLT<Eigen::MatrixXd> expected(a);
  const Cholesky factor(a);
  EXPECT_EQ(factor.solve(b), VectorD(expected.solve(b)));
  EXPECT_EQ(factor.diagonal(), VectorD(expected.matrixLLT().diagonal()));
  EXPECT_EQ(factor.inverse(), MatrixD(expected.solve(MatrixD::Identity(70, 70))));
}

TEST(Decompositions, CholeskyReadsMatricesByRowsAndByColumnsAlike) {
  const Eigen::MatrixXd a = positive_definite(9);
  const VectorD b = numbers(9, 1);
  EXPECT_EQ(Cholesky(MatrixD(a)).solve(b), Cholesky(a).solve(b));
  EXPECT_LT(largest(a * solve_positive_definite(MatrixD(a), b) - b), 1e-12);
}

TEST(Decompositions, CholeskyReportsAMatrixThatIsNotPositiveDefinite) {
  EXPECT_FALSE(
      Cholesky(Eigen::MatrixXd(Eigen::MatrixXd::Ones(2, 2) - 2 * Eigen::MatrixXd::Identity(2, 2))).succeeded());
  const Cholesky factor(Eigen::MatrixXd(Eigen::Vector2d(4, 9).asDiagonal()));
  ASSERT_TRUE(factor.succeeded());
  EXPECT_EQ(factor.least_pivot(), 4);
  EXPECT_TRUE(factor.pivots_exceed(Eigen::Vector2d(3, 8)));
  EXPECT_FALSE(factor.pivots_exceed(Eigen::Vector2d(3, 9)));
}

TEST(Decompositions, InverseOfLowerStartsAtTheDiagonal) {
  const Cholesky factor(positive_definite(8));
  const Eigen::MatrixXd whole = factor.inverse_of_lower({0, 8});
  EXPECT_LT(largest(whole.transpose() * whole - factor.inverse()), 1e-12);
  EXPECT_LT(largest(factor.inverse_of_lower({3, 5}) - whole.block(3, 3, 5, 2)), 1e-12);
}

TEST(Decompositions, HouseholderMakesAnOrthogonalAndATriangle) {
  const Eigen::MatrixXd a = numbers(20, 6);
  const Eigen::MatrixXd q = orthogonal_of(a), r = triangle_of(a);
  EXPECT_LT(largest(q.transpose() * q - Eigen::MatrixXd::Identity(20, 20)), 1e-12);
  EXPECT_LT(largest(q.leftCols(6) * r - a), 1e-12);
  EXPECT_EQ(triangle_diagonal(a), VectorD(r.diagonal()));
  const VectorD b = numbers(20, 1), beta = least_squares(a, b);
  EXPECT_LT(largest(a.transpose() * (a * beta - b)), 1e-12);
  VectorD right = numbers(6, 1);
  const VectorD before = right;
  solve_upper(r, right);
  EXPECT_LT(largest(r * right - before), 1e-12);
  right = before;
  solve_upper_transposed(r, right);
  EXPECT_LT(largest(r.transpose() * right - before), 1e-12);
}

TEST(Decompositions, EigenvaluesAscendAndPivotingSolves) {
  const Eigen::MatrixXd a = positive_definite(7);
  const SymmetricEigen eigen = eigen_of(MatrixD(a));
  EXPECT_LT(largest(eigen.vectors * eigen.values.asDiagonal() * eigen.vectors.transpose() - a), 1e-11);
  EXPECT_LE(eigen.values[0], eigen.values[6]);
  const VectorD b = numbers(7, 1);
  EXPECT_LT(largest(a * solve_by_pivoting(a, b) - b), 1e-12);
}

}  // namespace
}  // namespace binet
