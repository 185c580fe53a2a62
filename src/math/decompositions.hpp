#pragma once

#include "binet/base/types.hpp"

namespace binet {

// Eigen's decompositions of matrices in double. Each is compiled once, here: a file that instantiates one itself takes
// two to ten seconds longer to compile. The results are those of Eigen's classes, bit by bit.

/// A = LLᵀ of a symmetric positive definite matrix. Reads the lower triangle of A only.
class Cholesky {
 public:
  Cholesky() = default;
  explicit Cholesky(const Eigen::MatrixXd& matrix) { compute(matrix); }
  explicit Cholesky(const MatrixD& matrix) { compute(Eigen::MatrixXd(matrix)); }

  void compute(const Eigen::MatrixXd&);

  /// False if the matrix is not positive definite to working precision; then nothing else may be asked.
  bool succeeded() const { return succeeded_; }
  Index size() const { return lower_.rows(); }
  /// The diagonal of L.
  VectorD diagonal() const { return lower_.diagonal(); }
  /// The squared diagonal of L is the part of each column outside the span of earlier ones. True if every part is
  /// more than the given shares of the column: L_jj² > least_j.
  bool pivots_exceed(const VectorD& least) const;
  double least_pivot() const;

  VectorD solve(VectorD right) const;
  void solve_in_place(VectorD& right) const;
  /// A⁻¹.
  MatrixD inverse() const;
  /// Columns [begin, end) of L⁻¹ from row `begin` on; they are 0 above.
  Eigen::MatrixXd inverse_of_lower(RowRange columns) const;

 private:
  Eigen::MatrixXd lower_;  ///< L; what is above the diagonal is not meant
  bool succeeded_ = false;
};

/// A⁻¹b for a symmetric positive definite matrix stored by rows.
VectorD solve_positive_definite(const MatrixD& matrix, const VectorD& right);

/// A = QR of a matrix of at least as many rows as columns, by Householder reflections. R is p × p with zeros below its
/// diagonal.
Eigen::MatrixXd triangle_of(const Eigen::MatrixXd& matrix);
/// The diagonal of R, min(n, p) numbers.
VectorD triangle_diagonal(const Eigen::MatrixXd& matrix);
/// Q, n × n.
Eigen::MatrixXd orthogonal_of(const Eigen::MatrixXd& matrix);
/// The β of least ‖Aβ − b‖.
VectorD least_squares(const Eigen::MatrixXd& matrix, const VectorD& right);

/// b := R⁻¹b and b := R⁻ᵀb for an upper triangular R.
void solve_upper(const Eigen::MatrixXd& triangle, VectorD& right);
void solve_upper(const Eigen::MatrixXd& triangle, Eigen::MatrixXd& right);
void solve_upper_transposed(const Eigen::MatrixXd& triangle, VectorD& right);
void solve_upper_transposed(const Eigen::MatrixXd& triangle, Eigen::MatrixXd& right);

/// A⁻¹b with full pivoting, for matrices that may be singular.
VectorD solve_by_pivoting(const Eigen::MatrixXd& matrix, const VectorD& right);

/// Eigenvalues of a symmetric matrix in ascending order, and their vectors as columns.
struct SymmetricEigen {
  VectorD values;
  Eigen::MatrixXd vectors;
};
SymmetricEigen eigen_of(const MatrixD& matrix);

}  // namespace binet
