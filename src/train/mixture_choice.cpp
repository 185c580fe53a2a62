#include "train/mixture_choice.hpp"

#include "base/paged_vector.hpp"
#include "binet/base/page_memory.hpp"
#include "binet/base/parallel.hpp"
#include "eval/log_loss.hpp"
#include "model/mixture.hpp"
#include "model/platt_scaling.hpp"

#include <algorithm>
#include <cmath>

namespace binet {
namespace {

constexpr double kClearly = 4;    ///< standard errors by which logistic regression alone has to be better
constexpr double kNoGain =
    1e-4;  ///< of log loss: where the mixture surely changes it by less, the simplest part will do
constexpr double kSurely = 2;     ///< standard errors
constexpr double kPartCount = 1;  ///< pseudo-observations for each part of the mixture

std::vector<VectorD> pick(const std::vector<VectorD>& logits, std::span<const Index> rows) {
  std::vector<VectorD> some;
  for (const VectorD& of_part : logits) some.emplace_back(of_part(rows));
  return some;
}

MixtureFit fit_parts(const std::vector<VectorD>& logits, const LabelledRows& rows, const EnsembleConfig& config,
                     double shrinkage) {
  MixtureFit fit{std::vector<double>(logits.size(), 1.0 / static_cast<double>(logits.size())), {}};
  if (config.mixture == "em" && logits.size() > 1) {
    fit.weights = fit_mixture(logits, rows.target.cast<double>(), rows.weight.cast<double>(),
                              std::vector<double>(logits.size(), kPartCount));
  }
  if (config.calibration == "platt") {
    fit.calibration = fit_calibration(mix(logits, fit.weights), rows.target, rows.weight, shrinkage);
  }
  return fit;
}

MixtureFit first_part_alone(std::size_t parts) {
  MixtureFit fit{std::vector<double>(parts, 0.0), {}};
  fit.weights.front() = 1;
  return fit;
}

/// The calibration with this slope that gives the mean logit of all rows the same value as a fit to all rows does.
Calibration with_height_of_all(const Calibration& slope, const VectorD& logit, const JudgedParts& parts) {
  const Calibration all = fit_calibration(logit, parts.rows.target, parts.rows.weight, parts.shrinkage);
  return {all.intercept + (all.slope - slope.slope) * logit.mean(), slope.slope};
}

/// One part of the rows, and all others.
struct RowSplit {
  PagedVector<Index> others, rows;
};

RowSplit split_off(int part, const std::vector<int>& part_of) {
  const auto count = static_cast<std::size_t>(std::ranges::count(part_of, part));
  RowSplit split{PagedVector<Index>(part_of.size() - count), PagedVector<Index>(count)};
  Index* other = split.others.begin();
  Index* own = split.rows.begin();
  for (std::size_t row = 0; row < part_of.size(); ++row)
    *(part_of[row] == part ? own : other)++ = static_cast<Index>(row);
  return split;
}

/// Calls use(split) for each part that has rows, in parallel unless memory is limited: each split has copies of most
/// rows.
template <class Use>
void for_each_split(const std::vector<int>& part_of, const Use& use) {
  const auto use_part = [&](Index part) {
    const RowSplit split = split_off(static_cast<int>(part), part_of);
    if (split.rows.size() > 0) use(split);
  };
  const Index parts = std::ranges::max(part_of) + Index{1};
  if (memory_limit() == 0) return parallel_for(parts, use_part);
  for (Index part = 0; part < parts; ++part) use_part(part);
}

/// The logits of each row from a mixture fitted to the other parts.
struct CrossFit {
  VectorD logit;
  std::vector<VectorD> by_one;
};

CrossFit cross_fit(const JudgedParts& parts, const EnsembleConfig& config) {
  CrossFit found{VectorD(parts.rows.size()), std::vector<VectorD>(parts.judged_by_one.size())};
  for (VectorD& by_one : found.by_one) by_one.resize(parts.rows.size());
  const auto place = [](VectorD& logits, const RowSplit& split, const VectorD& some) {
    for (std::size_t row = 0; row < split.rows.size(); ++row) logits[split.rows[row]] = some[static_cast<Index>(row)];
  };
  for_each_split(parts.part_of, [&](const RowSplit& split) {
    // If there is only one part, there is nothing else to fit to.
    MixtureFit fit = split.others.size() == 0
                         ? MixtureFit{std::vector<double>(parts.logits.size(),
                                                          1.0 / static_cast<double>(parts.logits.size())),
                                      {}}
                         : fit_parts(pick(parts.logits, split.others), parts.rows.gather(split.others), config,
                                     parts.shrinkage);
    if (parts.folds_of_groups && split.others.size() > 0 && config.calibration == "platt")
      fit.calibration = with_height_of_all(fit.calibration, mix(parts.logits, fit.weights), parts);
    std::vector<VectorD> judged;
    for (std::size_t part = 0; part < parts.logits.size(); ++part)
      judged.emplace_back(parts.judged_logits(part)(std::span<const Index>(split.rows)));
    place(found.logit, split, fit.logits(judged));
    for (std::size_t k = 0; k < found.by_one.size(); ++k)
      place(found.by_one[k], split, fit.logits(pick(parts.judged_by_one[k], split.rows)));
  });
  return found;
}

bool first_suffices(const VectorD& mixture, const VectorD& first, const LabelledRows& rows) {
  const MeanSums loss = log_loss_difference(mixture, first, rows.target, rows.weight);
  return loss.mean() > kClearly * loss.standard_error() ||
         std::abs(loss.mean()) + kSurely * loss.standard_error() < kNoGain;
}

}  // namespace

VectorD MixtureFit::logits(const std::vector<VectorD>& of_parts) const {
  return calibration.apply(mix(of_parts, weights));
}

MixtureChoice choose_mixture(const JudgedParts& parts, const EnsembleConfig& config) {
  CrossFit judged = cross_fit(parts, config);
  MixtureChoice choice{fit_parts(parts.logits, parts.rows, config, parts.shrinkage), std::move(judged.logit),
                       std::move(judged.by_one)};
  if (!parts.simplest_first || parts.logits.size() < 2) return choice;
  const VectorD& first = parts.judged_logits(0);
  if (first_suffices(choice.logit, first, parts.rows)) {
    choice.mixture = first_part_alone(parts.logits.size());
    choice.logit = first;
    choice.logit_by_one.clear();
  }
  return choice;
}

}  // namespace binet
