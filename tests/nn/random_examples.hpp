#pragma once

#include "features/features.hpp"
#include "math/random.hpp"

namespace binet {

/// Examples with every kind of column that a shape can name, absent codes among them.
inline Examples random_examples(const FeatureShape& shape, Index rows, Random& random) {
  Examples examples;
  Features& features = examples.features;
  const auto normal = [&random] { return static_cast<Scalar>(random.normal()); };
  features.dense = Matrix::NullaryExpr(rows, shape.dense, normal);
  features.codes.resize(rows, std::ssize(shape.levels));
  features.bins.resize(rows, std::ssize(shape.bins));
  features.positions = Matrix::NullaryExpr(rows, std::ssize(shape.bins),
                                           [&random] { return static_cast<Scalar>(3 * random.uniform() - 1); });
  for (Index i = 0; i < rows; ++i) {
    for (Index c = 0; c < features.codes.cols(); ++c) {
      features.codes(i, c) = static_cast<std::int32_t>(random.below(shape.levels[static_cast<std::size_t>(c)] + 1)) - 1;
    }
    for (Index c = 0; c < features.bins.cols(); ++c) {
      features.bins(i, c) = static_cast<std::int32_t>(random.below(shape.bins[static_cast<std::size_t>(c)]));
    }
  }
  examples.target = Vector::NullaryExpr(rows, [&random] { return static_cast<Scalar>(random.below(2)); });
  return examples;
}

/// The same examples with codes and bins written out as the dense columns they stand for.
inline Features one_hot(const Features& features, const FeatureShape& shape) {
  Features written;
  const Index rows = features.rows();
  written.dense = Matrix::Zero(rows, shape.one_hot_size());
  written.dense.leftCols(shape.dense) = features.dense;
  written.codes.resize(rows, 0);
  written.bins.resize(rows, 0);
  written.positions.resize(rows, 0);
  Index offset = shape.dense;
  for (Index c = 0; c < features.codes.cols(); offset += shape.levels[static_cast<std::size_t>(c++)]) {
    for (Index i = 0; i < rows; ++i) {
      if (features.codes(i, c) != kNoCode) written.dense(i, offset + features.codes(i, c)) = 1;
    }
  }
  for (Index c = 0; c < features.bins.cols(); offset += shape.bins[static_cast<std::size_t>(c++)]) {
    for (Index i = 0; i < rows; ++i) {
      const Index bin = features.bins(i, c);
      written.dense.row(i).segment(offset, bin).setOnes();
      written.dense(i, offset + bin) = features.positions(i, c);
    }
  }
  return written;
}

}  // namespace binet
