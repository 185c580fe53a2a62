#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <span>

namespace binet {

/// The type of features, parameters of networks, and activations. Sums over examples are always in double.
#ifdef BINET_DOUBLE
using Scalar = double;
#else
using Scalar = float;
#endif

using Index = Eigen::Index;

/// n × d, one example a row; a row is contiguous.
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Full precision, for solvers of the convex model and for statistics.
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorD = Eigen::VectorXd;

using Span = std::span<Scalar>;
using ConstSpan = std::span<const Scalar>;

/// The half-open range of rows [begin, end).
struct RowRange {
  Index begin = 0;
  Index end = 0;
  Index size() const { return end - begin; }
};

}  // namespace binet
