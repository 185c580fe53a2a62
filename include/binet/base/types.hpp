#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <span>

namespace binet {

/// The type of features, network parameters and activations. Sums over examples always use double.
#ifdef BINET_DOUBLE
using Scalar = double;
#else
using Scalar = float;
#endif

using Index = Eigen::Index;

/// n × d, one example per row; rows are contiguous.
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Double precision, for the solvers of logistic regression and for statistics.
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
