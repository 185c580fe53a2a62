#include "math/decompositions.hpp"

#include <Eigen/Eigenvalues>

namespace binet {

SymmetricEigen eigen_of(const MatrixD& matrix) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

}  // namespace binet
