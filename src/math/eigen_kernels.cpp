#include "math/eigen_kernels.hpp"

#ifdef BINET_EIGEN_KERNELS

namespace Eigen::internal {
BINET_EIGEN_KERNELS(template struct);
}

#endif
