#pragma once

#include <Eigen/Core>

// The kernels of Eigen's products in double are compiled once, in eigen_kernels.cpp. Otherwise every file that
// multiplies matrices would compile its own copy, which takes 0.5 s or more. Precompiled headers include this file.
// Other versions of Eigen may have other kernels: with those, each file compiles its own.
#if EIGEN_WORLD_VERSION == 3 && EIGEN_MAJOR_VERSION == 4

namespace binet::detail {

using KernelTraits = Eigen::internal::gebp_traits<double, double>;
/// The operands of a product, by columns or by rows.
using ColumnOperand = Eigen::internal::const_blas_data_mapper<double, Eigen::Index, Eigen::ColMajor>;
using RowOperand = Eigen::internal::const_blas_data_mapper<double, Eigen::Index, Eigen::RowMajor>;
using ProductResult = Eigen::internal::blas_data_mapper<double, Eigen::Index, Eigen::ColMajor>;

}  // namespace binet::detail

// The product of two packed blocks; the packing of a block from the left and from the right; matrix times vector.
#define BINET_EIGEN_KERNELS(INSTANTIATE)                                                                              \
  INSTANTIATE gebp_kernel<double, double, Index, binet::detail::ProductResult, binet::detail::KernelTraits::mr,       \
                          binet::detail::KernelTraits::nr, false, false>;                                             \
  INSTANTIATE gemm_pack_lhs<double, Index, binet::detail::ColumnOperand, binet::detail::KernelTraits::mr,             \
                            binet::detail::KernelTraits::LhsProgress,                                                 \
                            binet::detail::KernelTraits::LhsPacket4Packing, ColMajor>;                                \
  INSTANTIATE gemm_pack_lhs<double, Index, binet::detail::RowOperand, binet::detail::KernelTraits::mr,                \
                            binet::detail::KernelTraits::LhsProgress,                                                 \
                            binet::detail::KernelTraits::LhsPacket4Packing, RowMajor>;                                \
  INSTANTIATE gemm_pack_rhs<double, Index, binet::detail::ColumnOperand, binet::detail::KernelTraits::nr, ColMajor>;  \
  INSTANTIATE gemm_pack_rhs<double, Index, binet::detail::RowOperand, binet::detail::KernelTraits::nr, RowMajor>;     \
  INSTANTIATE general_matrix_vector_product<Index, double, binet::detail::ColumnOperand, ColMajor, false, double,     \
                                            binet::detail::ColumnOperand, false>;                                     \
  INSTANTIATE general_matrix_vector_product<Index, double, binet::detail::ColumnOperand, ColMajor, false, double,     \
                                            binet::detail::RowOperand, false>;                                        \
  INSTANTIATE general_matrix_vector_product<Index, double, binet::detail::RowOperand, RowMajor, false, double,        \
                                            binet::detail::ColumnOperand, false>;                                     \
  INSTANTIATE general_matrix_vector_product<Index, double, binet::detail::RowOperand, RowMajor, false, double,        \
                                            binet::detail::RowOperand, false>

namespace Eigen::internal {
BINET_EIGEN_KERNELS(extern template struct);
}

#endif
