#include "math/decompositions.hpp"

#include <Eigen/QR>

namespace binet {
namespace {

using Householder = Eigen::HouseholderQR<Eigen::MatrixXd>;

}  // namespace

Eigen::MatrixXd triangle_of(const Eigen::MatrixXd& matrix) {
  return Householder(matrix).matrixQR().topRows(matrix.cols()).triangularView<Eigen::Upper>();
}

VectorD triangle_diagonal(const Eigen::MatrixXd& matrix) {
  return Householder(matrix).matrixQR().diagonal();
}

Eigen::MatrixXd orthogonal_of(const Eigen::MatrixXd& matrix) {
  return Householder(matrix).householderQ();
}

VectorD least_squares(const Eigen::MatrixXd& matrix, const VectorD& right) {
  return Householder(matrix).solve(right);
}

void solve_upper(const Eigen::MatrixXd& triangle, VectorD& right) {
  triangle.triangularView<Eigen::Upper>().solveInPlace(right);
}

void solve_upper(const Eigen::MatrixXd& triangle, Eigen::MatrixXd& right) {
  triangle.triangularView<Eigen::Upper>().solveInPlace(right);
}

void solve_upper_transposed(const Eigen::MatrixXd& triangle, VectorD& right) {
  triangle.transpose().triangularView<Eigen::Lower>().solveInPlace(right);
}

void solve_upper_transposed(const Eigen::MatrixXd& triangle, Eigen::MatrixXd& right) {
  triangle.transpose().triangularView<Eigen::Lower>().solveInPlace(right);
}

}  // namespace binet
