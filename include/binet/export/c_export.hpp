#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// The whole way from a row to a probability as one C99 file that needs nothing but the standard library: imputation,
/// scaling, clipping, category codes, networks, mixture, calibration. It computes in double, so that it agrees with
/// Classifier::predict to the precision of single-precision weights. Compiled with -DBINET_SELF_TEST it is a program
/// that compares itself with predictions of this build on made rows, missing cells and unseen categories among them,
/// and exits with 1 if one is off by more than 1e-5. Throws Error for a model that uses no column.
std::string print_c(const Classifier&);

}  // namespace binet
