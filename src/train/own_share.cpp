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
  using ClassSums = std::array<double, 2>;  ///< of weights, negative rows first

  OwnShare(const ScoredRows& rows, const std::vector<Index>& group) : rows_(rows), view_(rows.view()), group_(group) {
    for (std::size_t i = 0; i < rows.target.size(); ++i) of_class_[class_of(i)] += view_.weight_of(i);
    of_group_ = sums_by(group);
  }

  /// Σ of weights per class and number.
  std::vector<ClassSums> sums_by(const std::vector<Index>& number) const {
    std::vector<ClassSums> sums(number.empty() ? 0 : static_cast<std::size_t>(std::ranges::max(number)) + 1);
    for (std::size_t i = 0; i < number.size(); ++i)
      sums[static_cast<std::size_t>(number[i])][class_of(i)] += view_.weight_of(i);
    return sums;
  }

  /// The change of the log odds when rows with these sums are left out of the shares.
  double shift(const ClassSums& left_out) const { return log_rest(1, left_out[1]) - log_rest(0, left_out[0]); }

  /// Log odds of all rows' shares.
  double base_logit() const { return std::log(of_class_[1]) - std::log(of_class_[0]); }

  /// The change of a row's logit when the row, or its group, is left out of the shares.
  double shift(std::size_t i) const {
    if (group_.empty()) return log_rest(class_of(i), view_.weight_of(i)) * (class_of(i) == 1 ? 1 : -1);
    return shift(of_group_[static_cast<std::size_t>(group_[i])]);
  }

 private:
  std::size_t class_of(std::size_t i) const { return rows_.target[i] > 0.5 ? 1 : 0; }

  /// The logarithm of the share of a class that is left without `weight`: at least half of it, for the only row.
  double log_rest(std::size_t of_class, double weight) const {
    const double all = of_class_[of_class];
    return std::log(std::max(all - weight, all / 2) / all);
  }

  const ScoredRows& rows_;
  Predictions view_;
  const std::vector<Index>& group_;
  ClassSums of_class_{};
  std::vector<ClassSums> of_group_;
};

}  // namespace

ScoredRows without_own_share(ScoredRows rows, const std::vector<Index>& group, const std::vector<Index>& fold) {
  const OwnShare own(rows, group);
  const auto of_fold = own.sums_by(group.empty() ? group : fold);
  for (std::size_t i = 0; i < rows.logit.size(); ++i) {
    rows.logit[i] += own.shift(i);
    if (!of_fold.empty() && fold[i] > 0) rows.logit[i] -= own.shift(of_fold[static_cast<std::size_t>(fold[i])]);
    rows.probability[i] = sigmoid(rows.logit[i]);
  }
  return rows;
}

double base_log_loss_without_own_share(const ScoredRows& rows, const std::vector<Index>& group) {
  const OwnShare own(rows, group);
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    const double weight = rows.view().weight_of(i);
    sum += weight * log_loss_of_logit(own.base_logit() + own.shift(i), rows.target[i]);
    weights += weight;
  }
  return sum / weights;
}

}  // namespace binet
