#include "math/decompositions.hpp"

#include <Eigen/Cholesky>

namespace binet {

void Cholesky::compute(const Eigen::MatrixXd& matrix) {
  Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  succeeded_ = factor.info() == Eigen::Success;
  lower_ = factor.matrixLLT();
}

bool Cholesky::pivots_exceed(const VectorD& least) const {
  return (lower_.diagonal().array().square() > least.array()).all();
}

double Cholesky::least_pivot() const {
  return lower_.diagonal().cwiseAbs2().minCoeff();
}

void Cholesky::solve_in_place(VectorD& right) const {
  lower_.triangularView<Eigen::Lower>().solveInPlace(right);
  lower_.adjoint().triangularView<Eigen::Upper>().solveInPlace(right);
}

VectorD Cholesky::solve(VectorD right) const {
  solve_in_place(right);
  return right;
}

MatrixD Cholesky::inverse() const {
  MatrixD inverse = MatrixD::Identity(size(), size());
  lower_.triangularView<Eigen::Lower>().solveInPlace(inverse);
  lower_.adjoint().triangularView<Eigen::Upper>().solveInPlace(inverse);
  return inverse;
}

Eigen::MatrixXd Cholesky::inverse_of_lower(RowRange columns) const {
  const Index height = size() - columns.begin;
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(height, columns.size());
  lower_.bottomRightCorner(height, height).triangularView<Eigen::Lower>().solveInPlace(inverse);
  return inverse;
}

VectorD solve_positive_definite(const MatrixD& matrix, const VectorD& right) {
  return matrix.llt().solve(right);
}

}  // namespace binet
