#include "train/own_share.hpp"

#include "eval/log_loss.hpp"
#include "math/sigmoid.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace binet {
namespace {

class OwnShare {
 public:
  explicit OwnShare(const ScoredRows& rows) : rows_(rows), view_(rows.view()) {
    for (std::size_t i = 0; i < rows.target.size(); ++i) of_class_[class_of(i)] += view_.weight_of(i);
  }

  /// Log odds of all rows' shares.
  double base_logit() const { return std::log(of_class_[1]) - std::log(of_class_[0]); }

  /// The change of a row's logit when the row is left out of the shares; for the only row of a class, half of it.
  double shift(std::size_t i) const {
    const double all = of_class_[class_of(i)], without = std::max(all - view_.weight_of(i), all / 2);
    return class_of(i) == 1 ? std::log(without / all) : -std::log(without / all);
  }

 private:
  std::size_t class_of(std::size_t i) const { return rows_.target[i] > 0.5 ? 1 : 0; }

  const ScoredRows& rows_;
  Predictions view_;
  std::array<double, 2> of_class_{};
};

}  // namespace

ScoredRows without_own_share(ScoredRows rows) {
  const OwnShare own(rows);
  for (std::size_t i = 0; i < rows.logit.size(); ++i) {
    rows.logit[i] += own.shift(i);
    rows.probability[i] = sigmoid(rows.logit[i]);
  }
  return rows;
}

double base_log_loss_without_own_share(const ScoredRows& rows) {
  const OwnShare own(rows);
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    const double weight = rows.view().weight_of(i);
    sum += weight * log_loss_of_logit(own.base_logit() + own.shift(i), rows.target[i]);
    weights += weight;
  }
  return sum / weights;
}

}  // namespace binet
