#include "math/decompositions.hpp"

#include <Eigen/LU>

namespace binet {

VectorD solve_by_pivoting(const Eigen::MatrixXd& matrix, const VectorD& right) {
  return matrix.fullPivLu().solve(right);
}

}  // namespace binet
