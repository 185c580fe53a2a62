#include "eval/log_loss.hpp"

namespace binet {
namespace {

template <class LossOf>
MeanSums sums_of(const Vector& target, const Vector& weight, LossOf loss_of) {
  MeanSums sums;
  for (Index i = 0; i < target.size(); ++i) {
    sums.add(loss_of(i, static_cast<double>(target[i])), weight.size() > 0 ? static_cast<double>(weight[i]) : 1.0);
  }
  return sums;
}

}  // namespace

MeanSums log_loss_sums(const VectorD& logit, const Vector& target, const Vector& weight) {
  return sums_of(target, weight, [&](Index i, double y) { return log_loss_of_logit(logit[i], y); });
}

MeanSums log_loss_difference(const VectorD& logit, const VectorD& other, const Vector& target, const Vector& weight) {
  return sums_of(target, weight,
                 [&](Index i, double y) { return log_loss_of_logit(logit[i], y) - log_loss_of_logit(other[i], y); });
}

}  // namespace binet
