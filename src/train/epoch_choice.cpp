#include "train/epoch_choice.hpp"

#include "sgd/kept_epochs.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace binet {

const Vector& HeldOutCourse::after(int epoch) const {
  const auto at = std::ranges::lower_bound(summary->epochs, std::min(epoch, length()), {}, &EpochRecord::epoch);
  return summary->validation_logits[static_cast<std::size_t>(at - summary->epochs.begin())];
}

EpochChoice::EpochChoice(std::span<const HeldOutCourse> courses, const Examples& examples,
                         std::span<const int> part_of, const NetworkTrainingSettings& settings) {
  const int parts = part_of.empty() ? 0 : std::ranges::max(part_of) + 1;
  int longest = 0;
  for (const HeldOutCourse& course : courses) longest = std::max(longest, course.length());
  epochs_ = detail::kept_epochs(longest);
  losses_ = MatrixD::Zero(std::ssize(epochs_), parts);
  for (const HeldOutCourse& course : courses) add_losses(course, examples, part_of, settings);
}

/// Sums over the rows of each part, after each epoch that is kept of the longest course.
void EpochChoice::add_losses(const HeldOutCourse& course, const Examples& examples, std::span<const int> part_of,
                             const NetworkTrainingSettings& settings) {
  const std::vector<Index>& rows = course.fold->validation;
  const auto count = static_cast<Index>(rows.size());
  Vector target(count), weight = Vector::Ones(count), values(count), slopes(count);
  for (Index i = 0; i < count; ++i) {
    const Index row = rows[static_cast<std::size_t>(i)];
    target[i] = examples.target[row];
    if (examples.weight.size() > 0) weight[i] = examples.weight[row];
  }
  const auto all = [](auto& vector) { return std::span(vector.data(), static_cast<std::size_t>(vector.size())); };
  VectorD sums(losses_.cols());
  for (std::size_t epoch = 0; epoch < epochs_.size(); ++epoch) {
    if (epoch == 0 || epochs_[epoch - 1] < course.length()) {
      loss(settings.loss)
          .evaluate(all(course.after(epochs_[epoch])), all(std::as_const(target)), settings.loss_settings, all(values),
                    all(slopes));
      sums.setZero();
      for (Index i = 0; i < count; ++i) {
        const int part = part_of[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)])];
        sums[part] += static_cast<double>(weight[i]) * static_cast<double>(values[i]);
      }
    }
    losses_.row(static_cast<Index>(epoch)) += sums.transpose();
  }
}

int EpochChoice::best_epoch_for(Index part) const {
  int best = epochs_.back();
  double least = std::numeric_limits<double>::infinity();
  for (Index epoch = 0; epoch < losses_.rows(); ++epoch) {
    const double others =
        losses_.row(epoch).head(part).sum() + losses_.row(epoch).tail(losses_.cols() - part - 1).sum();
    if (others > 0 && others < least) {
      least = others;
      best = epochs_[static_cast<std::size_t>(epoch)];
    }
  }
  return best;
}

}  // namespace binet
