#include "math/product.hpp"

#include "math/random.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace binet {
namespace {

template <class T>
using Table = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
Table<T> random_table(Index rows, Index columns, Random& random) {
  return Table<T>::NullaryExpr(rows, columns, [&] { return static_cast<T>(random.normal()); });
}

template <class T>
Rows<const T> rows_of(const Table<T>& table) {
  return {table.data(), table.outerStride()};
}

/// By the definition, in the order of the sums.
template <class T>
Table<T> plain_product(const Table<T>& a, const Table<T>& b) {
  Table<T> product = Table<T>::Zero(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index k = 0; k < a.cols(); ++k) product.row(i) += a(i, k) * b.row(k);
  }
  return product;
}

template <class T>
class Product : public testing::Test {
 protected:
  static constexpr double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-14;
  Random random_{1};
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Product, Types);

// Every tile shape, tails of rows and columns, and more depth than a panel holds.
TYPED_TEST(Product, IsTheMatrixProductAtEveryShape) {
  using T = TypeParam;
  for (const Index rows : {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 33}) {
    for (const Index columns : {1, 2, 7, 8, 15, 16, 17, 31, 32, 40, 48, 64, 65, 80, 100, 130}) {
      for (const Index inner : {0, 1, 5, 128, 300}) {
        const Table<T> a = random_table<T>(rows, inner, this->random_),
                       b = random_table<T>(inner, columns, this->random_);
        const Table<T> bias = random_table<T>(1, columns, this->random_);
        const Table<T> expected = plain_product(a, b).rowwise() + bias.row(0);
        // One column more than needed, to see that nothing is written after the last.
        Table<T> result = Table<T>::Constant(rows, columns + 1, T{7});
        multiply(rows, inner, columns, Strided<T>{a.data(), inner, 1}, rows_of(b), Rows<const T>{bias.data(), 0},
                 Rows<T>{result.data(), columns + 1});
        const double error = static_cast<double>((result.leftCols(columns) - expected).cwiseAbs().maxCoeff());
        ASSERT_LE(error, this->tolerance * (1 + static_cast<double>(inner))) << rows << " " << columns << " " << inner;
        ASSERT_TRUE((result.col(columns).array() == T{7}).all());
      }
    }
  }
}

TYPED_TEST(Product, AccumulatesAndReadsTransposedFactors) {
  using T = TypeParam;
  const Table<T> x = random_table<T>(50, 9, this->random_), slope = random_table<T>(50, 20, this->random_);
  Table<T> gradient = random_table<T>(9, 20, this->random_);
  const Table<T> expected = gradient + plain_product<T>(x.transpose(), slope);
  multiply(9, 50, 20, Strided<T>{x.data(), 1, 9}, rows_of(slope), rows_of(gradient), Rows<T>{gradient.data(), 20});
  EXPECT_LE((gradient - expected).cwiseAbs().maxCoeff(), T(this->tolerance * 10));
}

TYPED_TEST(Product, ARowHasTheSameBitsWhateverStandsBesideIt) {
  using T = TypeParam;
  const Table<T> a = random_table<T>(29, 200, this->random_), b = random_table<T>(200, 37, this->random_);
  Table<T> all(29, 37), one(1, 37);
  const auto product = [&](Index from, Index rows, Table<T>& result) {
    multiply(rows, 200, 37, Strided<T>{a.data() + from * 200, 200, 1}, rows_of(b), Rows<const T>{nullptr, 0},
             Rows<T>{result.data(), 37});
  };
  product(0, 29, all);
  for (Index i = 0; i < 29; ++i) {
    product(i, 1, one);
    EXPECT_EQ(one.row(0), all.row(i)) << i;
  }
}

TYPED_TEST(Product, DotSumAddScaledAndTransposeAtEverySize) {
  using T = TypeParam;
  for (Index size = 0; size < 140; ++size) {
    const Table<T> a = random_table<T>(1, size, this->random_), b = random_table<T>(1, size, this->random_);
    EXPECT_NEAR(dot(a.data(), b.data(), size), a.row(0).dot(b.row(0)),
                this->tolerance * (1 + static_cast<double>(size)));
    EXPECT_NEAR(sum(a.data(), size), a.sum(), this->tolerance * (1 + static_cast<double>(size)));
    Table<T> y = b;
    add_scaled(T{3}, a.data(), y.data(), size);
    EXPECT_TRUE(y.isApprox(b + T{3} * a, T(this->tolerance))) << size;
  }
  const Table<T> from = random_table<T>(19, 35, this->random_);
  Table<T> to(35, 19);
  transpose(19, 35, rows_of(from), Rows<T>{to.data(), 19});
  EXPECT_EQ(to, from.transpose());
}

}  // namespace
}  // namespace binet
